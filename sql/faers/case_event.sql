-- Case event
-- Grain:  one row per case x preferred term, ordered by term
SELECT reported.caseid
    , term.event_pt
FROM latest.event AS reported
INNER JOIN names.event_term AS term USING (event_id)
ORDER BY term.event_id, reported.caseid
