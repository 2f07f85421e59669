-- Pairs of the matched ingredients with enough cases
SELECT ingredient_id, event_id, a, expected_stratified
FROM totals.pair
WHERE is_matched AND a + b >= $least
ORDER BY ingredient_id, event_id
