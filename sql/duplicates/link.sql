-- Duplicate link
-- Grain:  one row per case x group of cases that one rule calls the same report
-- Policy: docs/decisions/0003-duplicates.md. A case may be linked by one rule, by both, or to different groups
SELECT caseid
    , rule
    , group_key
FROM duplicates.likeness_link
UNION ALL
SELECT caseid
    , rule
    , group_key
FROM duplicates.number_link
