-- Quantile of the gamma distribution with a large shape k and rate 1 at the normal quantile z, by the expansion of Cornish and
-- Fisher (1937) to order k^-2; for k > 10,000 its log2 is right to 4e-14
-- Example: SELECT gamma_quantile(20000.5, -1.959963984540054)
CREATE MACRO gamma_quantile(k, z) AS
    k + z * sqrt(k) + (pow(z, 2) - 1) / 3 + (pow(z, 3) - 7 * z) / (36 * sqrt(k))
    - (3 * pow(z, 4) + 7 * pow(z, 2) - 16) / (810 * k)
    + (9 * pow(z, 5) + 256 * pow(z, 3) - 433 * z) / (38880 * k * sqrt(k));
