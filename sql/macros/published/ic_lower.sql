-- Lower 95% bound of the information component, from the exact quantile of Gamma(a + 0.5) (Noren 2013); NULL without any case
-- Example: SELECT ic_lower(25, 1101, 62, 571385)
CREATE MACRO ic_lower(a, b, c, d) AS
    coalesce(
        (SELECT quantile.log2_lower FROM meta.gamma_quantile AS quantile WHERE quantile.case_count = cell_count(a))
        , log2(gamma_quantile(cell_count(a) + 0.5, -1.959963984540054e0))
    ) - log2(expected_cases(a, b, c, d) + 0.5);
