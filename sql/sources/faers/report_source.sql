-- Report source row
-- Grain:  one row per RPSR row of both eras, of every version
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , nullif(upper(trim(rpsr_cod)), '') AS source
FROM lake.rpsr
