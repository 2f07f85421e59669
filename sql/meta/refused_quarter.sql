-- Refused quarter
-- Grain:  one row per quarter whose files could not be loaded when last tried: missing here, or here as loaded before
SELECT quarter
    , reason
FROM run.refused_quarter
ORDER BY quarter
