-- Drugs in each cell of animal and human verdicts, for the event groups that an animal model speaks to
SELECT event AS "event group", animal_verdict AS animals, human_verdict AS people
    , agreement AS together, drug_count AS drugs, drugs AS which
FROM evidence.agreement_matrix
WHERE watchlist = $watchlist AND drug_kind = 'ingredient' AND drug_count > 0
    AND event IN (SELECT event FROM evidence.class_difference WHERE watchlist = $watchlist)
ORDER BY event, animal_verdict = 'none found', animal_verdict, human_verdict
