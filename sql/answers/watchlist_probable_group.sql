-- The published probable groups of reports that are probably of one patient: one row per case of one
SELECT DISTINCT unnest([caseid, other_caseid]) AS caseid
    , probable_group
FROM faers.probable_duplicate
WHERE probable_group IS NOT NULL
