-- Stratum of a case, of a quarter
-- Grain:  one row per counted case: what determines its stratum
-- Policy: Szarfman 2002, Drug Saf 25:381-392: expected counts are worked out within strata of age band x sex x year of first
--         receipt; unknown is a stratum of its own
SELECT caseid
    , age_band(age_years) AS age_band
    , coalesce(sex, 'unknown') AS sex
    , CAST(coalesce(year(init_fda_date), 0) AS INTEGER) AS receipt_year
FROM cases.cases
WHERE is_counted
