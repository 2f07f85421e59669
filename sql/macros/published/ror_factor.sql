-- What the ROR is divided and multiplied by for its 95% bounds, exp(1.96 SE) (Woolf 1955); NULL when any cell is 0
-- Example: SELECT ror_factor(25, 1101, 62, 571385)
CREATE MACRO ror_factor(a, b, c, d) AS
    exp(1.959963984540054e0 * sqrt(
        1 / nullif(cell_count(a), 0) + 1 / nullif(cell_count(b), 0)
        + 1 / nullif(cell_count(c), 0) + 1 / nullif(cell_count(d), 0)
    ));
