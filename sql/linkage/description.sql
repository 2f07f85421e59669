-- Description of a case, of a quarter
-- Grain:  one row per counted case: what probable duplicates are recognised by
-- Policy: docs/decisions/0003-duplicates.md. A date on the 1st of a month may be padded, so that it says nothing here. The stem
--         of a manufacturer number is its last run of five digits or more, which other senders keep in numbers of their own
WITH drug AS (
    SELECT drug.caseid
        , list_sort(list(DISTINCT numbered.ingredient_id)) AS drugs
        , min(drug.start_date) FILTER (drug.start_date_precision = 'day' AND day(drug.start_date) != 1) AS start_date
    FROM latest.drug AS drug
    INNER JOIN names.ingredient AS numbered USING (ingredient)
    GROUP BY drug.caseid
)

, suspect AS (
    SELECT caseid
        , list_sort(list(ingredient_id)) AS suspects
    FROM cases.suspect
    GROUP BY caseid
)

, event AS (
    SELECT caseid
        , list_sort(list(event_id)) AS events
    FROM cases.event
    GROUP BY caseid
)

SELECT cases.caseid
    , suspect.suspects
    , drug.drugs
    , event.events
    , CASE WHEN cases.event_date_precision = 'day' AND day(cases.event_date) != 1 THEN cases.event_date END AS event_date
    , drug.start_date
    , cases.age_years
    , cases.sex
    , cases.weight_kg
    , coalesce(cases.country, cases.reporter_country) AS country
    , year(cases.init_fda_date) AS receipt_year
    , cases.sender
    , nullif(regexp_extract(cases.manufacturer_number, '([0-9]{5,})[^0-9]*$', 1), '') AS number_stem
FROM cases.cases AS cases
INNER JOIN drug USING (caseid)
INNER JOIN suspect USING (caseid)
INNER JOIN event USING (caseid)
WHERE cases.is_counted
