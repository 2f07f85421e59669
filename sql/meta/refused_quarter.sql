-- Refused quarter
-- Grain:  one row per quarter that is missing from this publication because its files could not be loaded
-- Reads:  run.refused_quarter
SELECT quarter
    , reason
FROM run.refused_quarter
ORDER BY quarter
