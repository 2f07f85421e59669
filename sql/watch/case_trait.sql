-- Trait of a case
-- Grain:  one row per counted case: when it was first received, and what could carry a signal on its own
-- Policy: a case is first received in the quarter of its earliest receipt, but not after the quarter that published it; without
--         a date, in that quarter
SELECT counted.case_number
    , counted.is_compared
    , stratum.stratum_id
    , least(cases.quarter, coalesce(quarter_of(cases.init_fda_date), cases.quarter)) AS receipt_quarter
    , cases.sender
    , coalesce(cases.country, cases.reporter_country) AS country
    , article.article
FROM watch.counted_case AS counted
INNER JOIN faers.cases AS cases USING (caseid)
INNER JOIN watch.case_stratum AS stratum USING (case_number)
LEFT JOIN watch.case_article AS article USING (caseid)
