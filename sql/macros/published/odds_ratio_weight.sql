-- Logarithm of P(X = a + j) / P(X = a) for a table with these margins whose odds ratio is odds_ratio (Fisher's noncentral
-- hypergeometric distribution)
-- Example: SELECT odds_ratio_weight(25, 1101, 62, 571385, 1, 2)
CREATE MACRO odds_ratio_weight(a, b, c, d, j, odds_ratio) AS
    lgamma(a + 1) - lgamma(a + j + 1) + lgamma(b + 1) - lgamma(b - j + 1)
    + lgamma(c + 1) - lgamma(c - j + 1) + lgamma(d + 1) - lgamma(d + j + 1) + j * ln(odds_ratio);
