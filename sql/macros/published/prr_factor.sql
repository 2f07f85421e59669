-- What the PRR is divided and multiplied by for its 95% bounds, exp(1.96 SE) (Evans 2001); NULL when a = 0 or c = 0
-- Example: SELECT prr_factor(25, 1101, 62, 571385)
CREATE MACRO prr_factor(a, b, c, d) AS
    exp(1.959963984540054e0 * sqrt(
        cell_count(b) / nullif(cell_count(a) * (cell_count(a) + cell_count(b)), 0)
        + cell_count(d) / nullif(cell_count(c) * (cell_count(c) + cell_count(d)), 0)
    ));
