-- What a squared deviation from expectation is multiplied by for chi-square, N^3 / product of margins; NULL where one is 0
-- Example: SELECT chi_square_factor(25, 1101, 62, 571385)
CREATE MACRO chi_square_factor(a, b, c, d) AS
    (cell_count(a) + cell_count(b) + cell_count(c) + cell_count(d))
    / nullif((cell_count(a) + cell_count(b)) * (cell_count(c) + cell_count(d)), 0)
    * (cell_count(a) + cell_count(b) + cell_count(c) + cell_count(d))
    / nullif((cell_count(a) + cell_count(c)) * (cell_count(b) + cell_count(d)), 0)
    * (cell_count(a) + cell_count(b) + cell_count(c) + cell_count(d));
