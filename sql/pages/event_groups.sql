-- Watched ingredients of each event group by verdict, those with no report at all being among those with too few
SELECT event, count(*) AS watched_drugs, count(*) FILTER (a > 0) AS drugs_with_a_case
    , count(*) FILTER (human_verdict = 'disproportionate') AS disproportionate
    , count(*) FILTER (human_verdict = 'too few reports') AS too_few_reports
    , count(*) FILTER (a + b = 0) AS of_them_none_at_all
FROM signals.watch
WHERE watchlist = $watchlist AND analysis = $analysis AND event_kind = 'group' AND drug_kind = 'ingredient'
GROUP BY event
ORDER BY event
