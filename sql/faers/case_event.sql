-- Case event
-- Grain:  one row per case x preferred term, ordered by term
-- Reads:  staging.current_report, staging.reac, vocabulary.event_term
SELECT DISTINCT report.caseid
    , term.event_pt
FROM staging.reac AS reac
INNER JOIN staging.current_report AS report USING (quarter_number, primaryid)
INNER JOIN vocabulary.event_term AS term ON lower(reac.pt) = term.lower_pt
WHERE coalesce(reac.caseid, report.caseid) = report.caseid
ORDER BY term.event_pt, report.caseid
