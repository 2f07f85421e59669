-- Evans' criterion (2001) of the columns of signals.pair: PRR >= 2, chi-square with Yates' correction >= 4 and a >= 3 (thresholds
-- are in meta.threshold); undefined is FALSE
-- Example: SELECT is_evans(25, 204.6, 3461.7)
CREATE MACRO is_evans(a, prr, chi_square_yates) AS
    coalesce(
        a >= (SELECT threshold.minimum_cases FROM meta.threshold AS threshold)
        AND prr >= (SELECT threshold.evans_prr FROM meta.threshold AS threshold)
        AND chi_square_yates >= (SELECT threshold.evans_chi_square FROM meta.threshold AS threshold)
        , FALSE
    );
