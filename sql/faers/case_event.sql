-- Case event
-- Grain:  one row per case x preferred term, ordered by term
-- Reads:  staging.case_event, vocabulary.event_term
SELECT reported.caseid
    , term.event_pt
FROM staging.case_event AS reported
INNER JOIN vocabulary.event_term AS term USING (event_id)
ORDER BY term.event_id, reported.caseid
