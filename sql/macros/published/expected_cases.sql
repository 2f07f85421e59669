-- Cases expected in a if drug and event were reported independently, (a+b)(a+c)/N; NULL without any case
-- Example: SELECT expected_cases(25, 1101, 62, 571385)
CREATE MACRO expected_cases(a, b, c, d) AS
    (cell_count(a) + cell_count(b)) * (cell_count(a) + cell_count(c))
    / nullif(cell_count(a) + cell_count(b) + cell_count(c) + cell_count(d), 0);
