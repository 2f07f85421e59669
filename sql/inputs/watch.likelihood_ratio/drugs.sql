-- The rows drugs of watch.likelihood_ratio
SELECT case_number - 1 AS position, CAST(dense_rank() OVER (ORDER BY ingredient_id) - 1 AS INTEGER) AS code
FROM watch.case_ingredient SEMI JOIN (FROM watch.ingredient) AS watched USING (ingredient_id)
