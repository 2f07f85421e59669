-- Known stratum
-- Grain:  one row per age band x sex x year of first receipt with counted cases
SELECT age_band
    , sex
    , receipt_year
    , count(*) AS case_count
FROM cases.stratum
GROUP BY age_band, sex, receipt_year
