-- A count of cases as a DOUBLE, so that products of counts cannot overflow; an error where it is no whole number of 0 or more
-- Example: SELECT cell_count(25)
CREATE MACRO cell_count(n) AS
    CASE WHEN n IS NULL THEN NULL
        WHEN n >= 0 AND isfinite(CAST(n AS DOUBLE)) AND n = floor(n) THEN CAST(n AS DOUBLE)
        ELSE error('a, b, c and d must be whole counts of 0 or more; found ' || CAST(n AS VARCHAR))
    END;
