-- Reporting odds ratio ad/(bc) (van Puijenbroek 2002); NULL when any cell is 0
-- Example: SELECT ror(25, 1101, 62, 571385)
CREATE MACRO ror(a, b, c, d) AS
    nullif(cell_count(a) * cell_count(d), 0) / nullif(cell_count(b) * cell_count(c), 0);
