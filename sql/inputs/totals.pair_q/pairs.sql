-- Pairs of the matched ingredients, with the p-values that were computed slice by slice
SELECT ingredient_id, event_id, a, b, c, p_midp FROM totals.pair WHERE is_matched
