-- Masking of a watched pair
-- Grain:  one row per watched drug x event x analysis (primary, no_ms_context): statistics before and after the reports of the
--         event's masking drugs leave the comparator
-- Reads:  counts.watch, counts.watch_score, counts.watch_unmasked, counts.watch_unmasked_score (signals/statistics), counts.mask
-- Policy: counts.watch_unmasked; which drugs mask: signals.watch_mask
WITH named AS (
    SELECT event
        , event_kind
        , analysis
        , list(ingredient ORDER BY rank) AS masking_drugs
    FROM counts.mask
    GROUP BY event, event_kind, analysis
)

SELECT watch.drug
    , watch.drug_kind
    , watch.event
    , watch.event_kind
    , watch.analysis
    , coalesce(named.masking_drugs, []) AS masking_drugs
    , watch.a
    , watch.b
    , watch.c
    , watch.d
    , score.ror
    , score.ror_lower
    , score.ic
    , score.ic_lower
    , score.human_verdict
    , unmasked.c AS c_unmasked
    , unmasked.d AS d_unmasked
    , after.expected AS expected_unmasked
    , after.ror AS ror_unmasked
    , after.ror_lower AS ror_lower_unmasked
    , after.ror_upper AS ror_upper_unmasked
    , after.ic AS ic_unmasked
    , after.ic_lower AS ic_lower_unmasked
    , after.ic_upper AS ic_upper_unmasked
    , after.human_verdict AS human_verdict_unmasked
    , score.human_verdict != 'disproportionate' AND after.human_verdict = 'disproportionate' AS is_masked
FROM counts.watch AS watch
INNER JOIN counts.watch_score AS score USING (drug, drug_kind, event, event_kind, analysis)
INNER JOIN counts.watch_unmasked AS unmasked USING (drug, drug_kind, event, event_kind, analysis)
INNER JOIN counts.watch_unmasked_score AS after USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN named USING (event, event_kind, analysis)
ORDER BY watch.drug_kind, watch.drug, watch.event_kind, watch.event, watch.analysis
