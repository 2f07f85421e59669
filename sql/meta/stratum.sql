-- Stratum
-- Grain:  one row per age band x sex x year of first receipt with counted cases, and the stratum it belongs to
-- Policy: strata of fewer than 500 cases are joined (docs/methods.md, Stratified expectation)
SELECT merged.age_band
    , merged.sex
    , merged.receipt_year
    , merged.case_count
    , merged.stratum_id
    , stratum.case_count AS stratum_case_count
FROM totals.merged_stratum AS merged
INNER JOIN totals.stratum AS stratum USING (stratum_id)
ORDER BY stratum_id, merged.age_band, merged.sex, merged.receipt_year
