-- The numbers of a week in which nothing changed
SELECT (SELECT count(*) FROM faers.cases WHERE is_counted) AS counted_cases
    , (SELECT len(quarters) FROM meta.run ORDER BY rowid LIMIT 1) AS quarters
    , count(*) FILTER (human_verdict = 'disproportionate') AS disproportionate
    , count(*) FILTER (human_verdict = 'disproportionate' AND is_q) AS after_looks
    , max(look_count) AS looks
    , count(*) AS watched_drugs
    , count(*) FILTER (human_verdict = 'too few reports') AS too_few
FROM signals.watch
WHERE event = $event AND analysis = $analysis AND event_kind = 'group' AND drug_kind = 'ingredient'
