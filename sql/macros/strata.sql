-- Age band for stratification. Unknown is a band of its own.
CREATE OR REPLACE TEMP MACRO age_band(age_years) AS
    CASE
        WHEN age_years IS NULL THEN 'unknown'
        WHEN age_years < 2 THEN '0-1'
        WHEN age_years < 12 THEN '2-11'
        WHEN age_years < 18 THEN '12-17'
        WHEN age_years < 45 THEN '18-44'
        WHEN age_years < 65 THEN '45-64'
        WHEN age_years < 75 THEN '65-74'
        ELSE '75+'
    END;

-- The place of an age band in their order; unknown is the last.
CREATE OR REPLACE TEMP MACRO age_rank(age_band) AS
    coalesce(list_position(['0-1', '2-11', '12-17', '18-44', '45-64', '65-74', '75+'], age_band), 8);
