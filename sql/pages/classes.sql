-- Classes of drugs of an event group
SELECT drug, drug_kind, a, expected, ic, ic_lower, ic_upper, ror, ror_lower, ror_upper
    , CASE WHEN a + b = 0 THEN 'no report of the drug' ELSE human_verdict END AS human_verdict
FROM signals.watch
WHERE analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind <> 'ingredient'
ORDER BY drug_kind ASC, ic_lower DESC, drug ASC
