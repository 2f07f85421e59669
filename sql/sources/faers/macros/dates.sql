-- FDA writes a date as YYYY, YYYYMM or YYYYMMDD (facts: AERS readme "ASC_NTS"; FAERS readme). A date that no calendar has,
-- or of a year before 1900, is NULL.
CREATE OR REPLACE TEMP MACRO calendar_date(digits) AS
    CASE WHEN left(trim(digits), 4) >= '1900'
        THEN CAST(try_strptime(
            CASE length(trim(digits))
                WHEN 8 THEN trim(digits)
                WHEN 6 THEN trim(digits) || '01'
                WHEN 4 THEN trim(digits) || '0101'
            END, '%Y%m%d') AS DATE)
    END;

-- A date that can have happened by the end of the quarter that reports it; an impossible one is NULL.
CREATE OR REPLACE TEMP MACRO past_date(digits, quarter) AS
    CASE WHEN calendar_date(digits) <= quarter_end(quarter) THEN calendar_date(digits) END;

-- How much of a written date is known. AERS, and FAERS from 2021Q3 on, pad a date known to the month as its 1st and one
-- known to the year as 1 January, so there a 1st says no more than its month and a 1 January no more than its year.
CREATE OR REPLACE TEMP MACRO past_date_precision(digits, quarter) AS
    CASE WHEN past_date(digits, quarter) IS NULL THEN NULL
        WHEN length(trim(digits)) = 4 THEN 'year'
        WHEN length(trim(digits)) = 6 THEN 'month'
        WHEN quarter > '2012Q3' AND quarter < '2021Q3' THEN 'day'
        WHEN right(trim(digits), 4) = '0101' THEN 'year'
        WHEN right(trim(digits), 2) = '01' THEN 'month'
        ELSE 'day'
    END;
