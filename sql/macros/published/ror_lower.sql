-- Lower 95% bound of the reporting odds ratio (Woolf 1955); NULL when any cell is 0
-- Example: SELECT ror_lower(25, 1101, 62, 571385)
CREATE MACRO ror_lower(a, b, c, d) AS ror(a, b, c, d) / ror_factor(a, b, c, d);
