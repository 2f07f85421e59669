-- Pairs of the matched ingredients with enough cases
SELECT ingredient_id, event_id, a, expected_stratified
FROM totals.pair
INNER JOIN totals.pair_expected USING (ingredient_id, event_id)
INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
WHERE ingredient.is_matched AND ingredient.case_count >= $least
ORDER BY ingredient_id, event_id
