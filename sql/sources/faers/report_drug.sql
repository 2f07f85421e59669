-- Drug row
-- Grain:  one row per DRUG row of both eras, of every version
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , TRY_CAST(drug_seq AS BIGINT) AS drug_seq
    , upper(trim(role_cod)) AS role
    , drugname
    , prod_ai
    , nullif(upper(trim(dechal)), '') AS dechallenge
    , nullif(upper(trim(rechal)), '') AS rechallenge
    , nullif(lower(trim(route)), '') AS route
    , readable(dose_vbm) AS dose_text
    , amount(dose_amt) AS dose_amount
    , nullif(upper(trim(dose_unit)), '') AS dose_unit
    , nullif(lower(trim(dose_form)), '') AS dose_form
    , nullif(upper(trim(dose_freq)), '') AS dose_frequency
    , readable(lot_num) AS lot_number
FROM lake.drug
