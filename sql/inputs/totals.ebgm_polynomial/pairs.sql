-- Pairs that get an EBGM: those of matched ingredients with enough cases
SELECT a, expected_stratified FROM totals.pair WHERE is_matched AND a + b >= $least
