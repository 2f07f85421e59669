-- Stratum of a case
-- Grain:  one row per counted case: its stratum of age band x sex x year of first receipt
-- Reads:  staging.case_stratum, counts.counted_case, counts.stratum
SELECT counted.case_number
    , stratum.stratum_id
FROM staging.case_stratum AS known
INNER JOIN counts.stratum AS stratum USING (age_band, sex, receipt_year)
INNER JOIN counts.counted_case AS counted USING (caseid)
