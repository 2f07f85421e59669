-- Age in years from FDA's number and unit code (DEC, YR, MON, WK, DY, HR, MIN). Unknown unit, or an age that nobody has
-- reached (the oldest verified age is 122 years), is NULL.
CREATE OR REPLACE TEMP MACRO age_in_years(age, age_cod) AS
    list_filter([
        TRY_CAST(trim(age) AS DOUBLE) * CASE upper(trim(age_cod))
            WHEN 'DEC' THEN 10.0
            WHEN 'YR' THEN 1.0
            WHEN 'MON' THEN 1.0 / 12
            WHEN 'WK' THEN 7 / 365.25
            WHEN 'DY' THEN 1 / 365.25
            WHEN 'HR' THEN 1 / 8766.0
            WHEN 'MIN' THEN 1 / 525960.0
        END
    ], LAMBDA years: years BETWEEN 0 AND 123)[1];

-- Body weight in kilograms from FDA's number and unit code (KG, LBS, GMS). Unknown unit, or a weight nobody has had
-- (the heaviest on record is 635 kg), is NULL.
CREATE OR REPLACE TEMP MACRO weight_in_kg(wt, wt_cod) AS
    list_filter([
        TRY_CAST(trim(wt) AS DOUBLE) * CASE upper(trim(wt_cod))
            WHEN 'KG' THEN 1.0
            WHEN 'LBS' THEN 0.45359237
            WHEN 'GMS' THEN 0.001
        END
    ], LAMBDA kilograms: kilograms > 0 AND kilograms <= 650)[1];

-- The amount of one dose. A text that is no number, or none above 0, is NULL.
CREATE OR REPLACE TEMP MACRO amount(digits) AS
    list_filter([TRY_CAST(trim(digits) AS DOUBLE)], LAMBDA number: number > 0 AND isfinite(number))[1];

-- Duration in days from FDA's number and unit code (YR, MON, WK, DAY, DY, HR, MIN, SEC). Unknown unit, or a duration longer than
-- anybody has lived, is NULL.
CREATE OR REPLACE TEMP MACRO duration_in_days(dur, dur_cod) AS
    list_filter([
        TRY_CAST(trim(dur) AS DOUBLE) * CASE upper(trim(dur_cod))
            WHEN 'YR' THEN 365.25
            WHEN 'MON' THEN 365.25 / 12
            WHEN 'WK' THEN 7.0
            WHEN 'DAY' THEN 1.0
            WHEN 'DY' THEN 1.0
            WHEN 'HR' THEN 1.0 / 24
            WHEN 'MIN' THEN 1.0 / 1440
            WHEN 'SEC' THEN 1.0 / 86400
        END
    ], LAMBDA days: days BETWEEN 0 AND 123 * 365.25)[1];
