-- The last day of a quarter written like 2023Q1.
CREATE OR REPLACE TEMP MACRO quarter_end(quarter) AS
    last_day(make_date(CAST(left(quarter, 4) AS BIGINT), 3 * CAST(right(quarter, 1) AS BIGINT), 1));

-- A whole number that orders quarters: 4 a year.
CREATE OR REPLACE TEMP MACRO quarter_number(quarter) AS
    CAST(left(quarter, 4) AS SMALLINT) * 4 + CAST(right(quarter, 1) AS SMALLINT);

-- The quarter of a date, written like 2023Q1.
CREATE OR REPLACE TEMP MACRO quarter_of(day) AS
    year(day) || 'Q' || quarter(day);
