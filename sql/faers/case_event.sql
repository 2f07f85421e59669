-- Case event
-- Grain:  one row per case x preferred term, ordered by term
-- Reads:  staging.current_report, staging.reac, vocabulary.event_spelling, vocabulary.event_term
WITH reported AS (
    SELECT DISTINCT report.caseid
        , spelling.event_id
    FROM staging.reac AS reac
    INNER JOIN staging.current_report AS report USING (quarter_number, primaryid)
    INNER JOIN vocabulary.event_spelling AS spelling USING (pt)
    WHERE coalesce(reac.caseid, report.caseid) = report.caseid
)

SELECT reported.caseid
    , term.event_pt
FROM reported
INNER JOIN vocabulary.event_term AS term USING (event_id)
ORDER BY term.event_id, reported.caseid
