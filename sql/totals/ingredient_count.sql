-- Count of an ingredient in a quarter, by stratum
-- Grain:  one row per suspect ingredient x stratum with counted cases of the quarter
SELECT ingredient_id
    , age_band
    , sex
    , receipt_year
    , count(*) AS case_count
FROM cases.suspect
INNER JOIN cases.stratum USING (caseid)
GROUP BY ingredient_id, age_band, sex, receipt_year
