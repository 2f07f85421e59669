-- Watched pairs and single drugs by their verdict on people, and the number of drugs tested
WITH judged AS (
    SELECT coalesce(human_verdict, 'undefined') AS verdict, look_count, a + b AS drug_cases
        , event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AS is_drug
    FROM signals.watch
    WHERE watchlist = $watchlist AND analysis = $analysis
)

SELECT verdict, count(*) AS pairs
    , count(*) FILTER (is_drug) AS drugs
    , max(look_count) FILTER (is_drug) AS looks
    , count(*) FILTER (is_drug AND drug_cases = 0) AS drugs_without_report
FROM judged
GROUP BY verdict
ORDER BY verdict
