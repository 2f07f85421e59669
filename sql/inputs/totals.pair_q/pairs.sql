-- The rows pairs of totals.pair_q
SELECT pair.ingredient_id, pair.event_id, a, b, c, d, is_matched
FROM totals.pair AS pair INNER JOIN totals.ingredient USING (ingredient_id) ORDER BY ALL
