-- The rows ingredients of totals.prior
SELECT ingredient_id FROM totals.ingredient WHERE is_matched AND case_count >= $least ORDER BY ingredient_id
