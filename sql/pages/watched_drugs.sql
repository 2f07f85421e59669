-- Watched ingredients of an event group with the worst caution of those that stand out, beside animals
WITH warned AS (
    SELECT drug, drug_kind, event, caution
    FROM signals.watch_caution
    WHERE analysis = $analysis AND event_kind = 'group' AND place = 1
)

SELECT watch.drug, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.ror, watch.ror_lower, watch.ror_upper
    , CASE WHEN watch.a + watch.b = 0 THEN 'no report of the drug' ELSE watch.human_verdict END AS human_verdict, warned.caution
    , agreement.animal_verdict, agreement.agreement
FROM signals.watch AS watch
LEFT JOIN evidence.agreement AS agreement USING (drug, drug_kind, event)
LEFT JOIN warned USING (drug, drug_kind, event)
WHERE watch.analysis = $analysis AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.drug_kind = 'ingredient'
ORDER BY watch.a = 0, watch.ic_lower DESC, watch.drug ASC
