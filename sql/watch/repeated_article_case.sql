-- Case of an article that another case stands for
-- Grain:  one row per counted case that cites the same article as a case that is kept
-- Policy: as with duplicates, the case received last is kept
SELECT caseid
FROM watch.case_article
QUALIFY row_number() OVER (PARTITION BY article ORDER BY fda_date DESC NULLS LAST, caseid DESC) > 1
