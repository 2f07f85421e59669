-- Reaction row
-- Grain:  one row per REAC row of both eras, of every version
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , pt AS event_text
FROM lake.reac
