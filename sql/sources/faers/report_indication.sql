-- Indication row
-- Grain:  one row per INDI row of both eras, of every version
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , TRY_CAST(indi_drug_seq AS BIGINT) AS drug_seq
    , readable(indi_pt) AS indication_pt
FROM lake.indi
