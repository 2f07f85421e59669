-- Reaction row
-- Grain:  one row per REAC row of both eras, of every version
-- Made as: view, by quarter
-- Reads:  lake.reac
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , pt
FROM lake.reac
