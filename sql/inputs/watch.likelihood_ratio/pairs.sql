-- The rows pairs of watch.likelihood_ratio
SELECT ingredient_id, event_id, a, b, c, d, dense_rank() OVER (ORDER BY ingredient_id) - 1 AS code
FROM totals.pair SEMI JOIN (FROM watch.ingredient) AS watched USING (ingredient_id)
ORDER BY ingredient_id, event_id
