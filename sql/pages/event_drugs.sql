-- Watched drugs of an event group in one analysis
SELECT drug, drug_kind, watch.a, watch.expected, ic, ic_lower, ic_upper, ror, ror_lower, ror_upper
    , CASE WHEN watch.a + watch.b = 0 THEN 'no report of the drug' ELSE watch.human_verdict END AS human_verdict
    , q_value, calibrated_p
FROM signals.watch AS watch
LEFT JOIN signals.watch_calibration USING (drug, drug_kind, event, analysis)
WHERE event = $event AND event_kind = 'group' AND analysis = $analysis
ORDER BY drug_kind <> 'ingredient', watch.a = 0, ic_lower DESC, drug ASC
