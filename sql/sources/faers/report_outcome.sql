-- Outcome row
-- Grain:  one row per OUTC row of both eras, of every version
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , nullif(upper(trim(outc_cod)), '') AS outcome
FROM lake.outc
