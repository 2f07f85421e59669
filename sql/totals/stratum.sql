-- Stratum
-- Grain:  one row per stratum of age band x sex x year of first receipt with counted cases, numbered
SELECT CAST(row_number() OVER (ORDER BY age_band, sex, receipt_year) AS INTEGER) AS stratum_id
    , age_band
    , sex
    , receipt_year
    , count(*) AS case_count
FROM cases.stratum
GROUP BY age_band, sex, receipt_year
