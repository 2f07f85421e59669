-- Classes of drugs of an event group, with the worst caution of those that stand out
WITH warned AS (
    SELECT drug, drug_kind, event, arg_min(caution, place) AS caution
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis AND event_kind = 'group'
    GROUP BY drug, drug_kind, event
)

SELECT watch.drug, watch.drug_kind
    , CASE WHEN watch.a + watch.b = 0 THEN 'no report of the drug' ELSE watch.human_verdict END AS human_verdict
    , warned.caution, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.ror, watch.ror_lower, watch.ror_upper
FROM signals.watch AS watch
LEFT JOIN warned USING (drug, drug_kind, event)
WHERE watch.watchlist = $watchlist AND watch.analysis = $analysis AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.drug_kind <> 'ingredient'
ORDER BY watch.drug_kind ASC, watch.ic_lower DESC, watch.drug ASC
