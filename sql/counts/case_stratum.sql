-- Stratum of a case
-- Grain:  one row per counted case: its stratum of age band x sex x year of first receipt
-- Reads:  counts.counted_case, faers.cases
-- Policy: Szarfman 2002, Drug Saf 25:381-392: expected counts are worked out within strata; unknown is a stratum of its own
SELECT counted.case_number
    , CAST(dense_rank() OVER (
        ORDER BY age_band(cases.age_years), coalesce(cases.sex, 'unknown'), coalesce(year(cases.init_fda_date), 0)
    ) AS INTEGER) AS stratum_id
FROM counts.counted_case AS counted
INNER JOIN faers.cases AS cases USING (caseid)
