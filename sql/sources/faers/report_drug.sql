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
    , lower(trim(route)) AS route
FROM lake.drug
