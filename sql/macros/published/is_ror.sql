-- The lower 95% bound of the reporting odds ratio is above 1, with a >= 3 (van Puijenbroek 2002); undefined is FALSE
-- Example: SELECT is_ror(25, 131.0)
CREATE MACRO is_ror(a, ror_lower) AS
    coalesce(
        a >= (SELECT threshold.minimum_cases FROM meta.threshold AS threshold)
        AND ror_lower > (SELECT threshold.ror_lower FROM meta.threshold AS threshold)
        , FALSE
    );
