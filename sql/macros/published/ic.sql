-- Information component log2((a + 0.5) / (expected + 0.5)) (Noren 2013); NULL without any case
-- Example: SELECT ic(25, 1101, 62, 571385)
CREATE MACRO ic(a, b, c, d) AS
    log2(cell_count(a) + 0.5) - log2(expected_cases(a, b, c, d) + 0.5);
