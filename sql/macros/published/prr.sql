-- Proportional reporting ratio (Evans 2001): 0 when a = 0 and c > 0; NULL when c = 0 or a + b = 0
-- Example: SELECT prr(25, 1101, 62, 571385)
CREATE MACRO prr(a, b, c, d) AS
    cell_count(a) / nullif(cell_count(a) + cell_count(b), 0)
    / nullif(cell_count(c) / nullif(cell_count(c) + cell_count(d), 0), 0);
