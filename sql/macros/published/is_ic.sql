-- The lower 95% bound of the information component is above 0 (Noren 2013); undefined is FALSE
-- Example: SELECT is_ic(4.63)
CREATE MACRO is_ic(ic_lower) AS
    coalesce(ic_lower > (SELECT threshold.ic_lower FROM meta.threshold AS threshold), FALSE);
