-- Known count
-- Grain:  one row per quarter x table whose number of rows in FDA's own file is known
SELECT quarter
    , unnest(['DEMO', 'DRUG', 'REAC', 'OUTC', 'INDI', 'THER', 'RPSR']) AS table_name
    , unnest([demo, drug, reac, outc, indi, ther, rpsr]) AS known_count
FROM reference.known_quarter
