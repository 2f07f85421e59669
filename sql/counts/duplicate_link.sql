-- Duplicate link
-- Grain:  one row per case x group of cases that one rule calls the same report
-- Made as: view
-- Reads:  counts.likeness_link, counts.number_link
-- Policy: docs/decisions/0003-duplicates.md. A case may be linked by one rule, by both, or to different groups
SELECT caseid
    , rule
    , group_key
FROM counts.likeness_link
UNION ALL
SELECT caseid
    , rule
    , group_key
FROM counts.number_link
