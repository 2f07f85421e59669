-- a duplicate points to a case that is there and is no duplicate itself
SELECT duplicate.caseid, duplicate.duplicate_of
FROM faers.cases AS duplicate
LEFT JOIN faers.cases AS kept ON duplicate.duplicate_of = kept.caseid
WHERE duplicate.duplicate_of IS NOT NULL AND (kept.caseid IS NULL OR kept.duplicate_of IS NOT NULL)
