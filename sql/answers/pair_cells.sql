-- Counted cases of an ingredient, of a preferred term, of both, and all
WITH counted AS (SELECT caseid FROM faers.cases WHERE is_counted)

, drug_case AS (SELECT caseid FROM faers.suspect WHERE ingredient = $ingredient)

, event_case AS (SELECT caseid FROM faers.case_event SEMI JOIN counted USING (caseid) WHERE event_pt = $event_pt)

SELECT (SELECT count(*) FROM drug_case SEMI JOIN event_case USING (caseid))
    , (SELECT count(*) FROM drug_case), (SELECT count(*) FROM event_case), (SELECT count(*) FROM counted)
