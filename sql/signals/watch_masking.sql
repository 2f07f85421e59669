-- Masking of a watched pair
-- Grain:  one row per watched drug x event x analysis (the first, and the compared one): statistics before and after the reports of the
--         event's masking drugs leave the comparator
-- Policy: watch.unmasked; which drugs mask: signals.watch_mask
WITH named AS (
    SELECT event
        , event_kind
        , analysis
        , list(ingredient ORDER BY rank) AS masking_drugs
    FROM watch.mask
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
FROM watch.cells AS watch
INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
INNER JOIN watch.unmasked AS unmasked USING (drug, drug_kind, event, event_kind, analysis)
INNER JOIN watch.unmasked_score AS after USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN named USING (event, event_kind, analysis)
ORDER BY watch.drug_kind, watch.drug, watch.event_kind, watch.event, watch.analysis
