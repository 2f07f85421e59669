-- Duplicate link
-- Grain:  one row per case x group of cases that one rule calls the same report
-- Policy: docs/decisions/0003-duplicates.md. A case may be linked by any of the rules, and to different groups. Only
--         cases that no list deletes are linked
SELECT caseid
    , rule
    , group_key
FROM duplicates.likeness_link
UNION ALL
SELECT caseid
    , rule
    , group_key
FROM duplicates.number_link
UNION ALL
SELECT caseid
    , rule
    , group_key
FROM duplicates.shared_report
SEMI JOIN latest.kept_report USING (caseid)
