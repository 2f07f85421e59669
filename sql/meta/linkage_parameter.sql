-- Parameter of the linkage model
-- Grain:  one row per field and level that two cases are compared by; none where there were too few cases to learn from
SELECT field
    , level
    , meaning
    , match
    , series
    , chance
    , pair_count
FROM linkage.parameter
ORDER BY field, level
