-- Case of a probable group that another case stands for
-- Grain:  one row per counted case of a probable group, but for the one that is kept
-- Policy: docs/decisions/0003-duplicates.md. As with duplicates, the case received last is kept
SELECT caseid
FROM linkage.probable_group
INNER JOIN faers.cases AS cases USING (caseid)
QUALIFY row_number() OVER (PARTITION BY probable_group ORDER BY cases.fda_date DESC NULLS LAST, caseid DESC) > 1
