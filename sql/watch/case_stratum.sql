-- Stratum of a case
-- Grain:  one row per counted case: its stratum of age band x sex x year of first receipt
SELECT counted.case_number
    , counted.profile_id
    , stratum.stratum_id
FROM cases.stratum
INNER JOIN totals.merged_stratum AS stratum USING (age_band, sex, receipt_year)
INNER JOIN watch.counted_case AS counted USING (caseid)
