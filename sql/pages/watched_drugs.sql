-- Watched ingredients of an event group with the worst caution of those that stand out, beside animals
-- Policy: what stands out without a caution comes before what stands out with one, and this before a hollow count
WITH warned AS (
    SELECT drug, drug_kind, event, arg_min(caution, place) AS caution, bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis AND event_kind = 'group'
    GROUP BY drug, drug_kind, event
)

SELECT watch.drug
    , CASE WHEN watch.a + watch.b = 0 THEN 'no report of the drug' ELSE watch.human_verdict END AS human_verdict
    , warned.caution, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.ror, watch.ror_lower, watch.ror_upper
    , agreement.animal_verdict, coalesce(warned.is_hollow, FALSE) AS is_hollow
FROM signals.watch AS watch
LEFT JOIN evidence.agreement AS agreement USING (watchlist, drug, drug_kind, event)
LEFT JOIN warned USING (drug, drug_kind, event)
WHERE watch.watchlist = $watchlist AND watch.analysis = $analysis AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.drug_kind = 'ingredient'
ORDER BY watch.a = 0
    , CASE
        WHEN warned.is_hollow THEN 2
        WHEN warned.caution IS NOT NULL THEN 1
        WHEN watch.human_verdict = 'disproportionate' THEN 0
        ELSE 3
    END
    , watch.ic_lower DESC, watch.drug ASC
