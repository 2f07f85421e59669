-- Watched pairs and single drugs by their verdict on people, and the drugs that remain after allowing for the looks
WITH judged AS (
    SELECT coalesce(human_verdict, 'undefined') AS verdict, is_q, look_count, a + b AS drug_cases
        , event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AS is_drug
    FROM signals.watch
    WHERE analysis = $analysis
)

SELECT verdict, count(*) AS pairs
    , count(*) FILTER (is_drug) AS drugs
    , count(*) FILTER (is_drug AND is_q) AS drugs_after_looks
    , max(look_count) FILTER (is_drug) AS looks
    , count(*) FILTER (is_drug AND drug_cases = 0) AS drugs_without_report
FROM judged
GROUP BY verdict
ORDER BY verdict
