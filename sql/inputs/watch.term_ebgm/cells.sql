-- The rows cells of watch.term_ebgm
SELECT drug, event, a, expected_stratified
FROM watch.term_pair
WHERE is_matched AND ingredient_case_count >= $least
