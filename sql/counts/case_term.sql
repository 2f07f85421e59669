-- Case term
-- Grain:  one row per counted case x preferred term, as numbers: what pairs are counted from
-- Reads:  faers.case_event, counts.counted_case, vocabulary.event_term
SELECT counted.case_number
    , term.event_id
FROM faers.case_event AS event
INNER JOIN counts.counted_case AS counted USING (caseid)
INNER JOIN vocabulary.event_term AS term USING (event_pt)
