-- Counted case
-- Grain:  one row per counted case, numbered, with the analyses of the watchlist that it is part of
-- Policy: docs/architecture.md, Event groups and analyses. What leaves an analysis leaves all four cells. hcp_only ends where
--         reporters are no longer known; ps_only is about cases that name a primary suspect. Which cases are within a
--         drug's main indications, and before its publicity, depends on the drug: watch.drug_case
WITH ms_context AS (
    SELECT caseid
    FROM faers.case_indication
    SEMI JOIN watchlist.demyelinating_indication AS listed
        ON lower(case_indication.indication_pt) = lower(listed.indication_pt)
    UNION
    SELECT caseid
    FROM faers.case_drug
    SEMI JOIN watchlist.ms_therapy AS therapy ON case_drug.ingredient = therapy.ingredient
)

, with_primary_suspect AS (
    SELECT DISTINCT caseid
    FROM faers.case_drug
    WHERE role = 'PS' AND ingredient IS NOT NULL
)

SELECT cases.caseid
    , CAST(row_number() OVER (ORDER BY cases.caseid) AS INTEGER) AS case_number
    , primary_suspect.caseid IS NOT NULL AS is_ps_only
    , coalesce(cases.reporter_type IN ('MD', 'PH', 'OT', 'HP', 'RN'), FALSE)
        AND coalesce(cases.quarter <= (SELECT reporter_known_until FROM staging.source), TRUE) AS is_hcp_only
    , ms_context.caseid IS NULL AS is_no_ms_context
    , known_cause.caseid IS NULL AS is_no_known_causes
    , repeated.caseid IS NULL AS is_without_literature_duplicates
FROM faers.cases AS cases
LEFT JOIN with_primary_suspect AS primary_suspect USING (caseid)
LEFT JOIN ms_context USING (caseid)
LEFT JOIN watch.known_cause_case AS known_cause USING (caseid)
LEFT JOIN watch.repeated_article_case AS repeated USING (caseid)
WHERE cases.is_counted
