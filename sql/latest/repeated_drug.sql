-- Repeated drug
-- Grain:  one row per report x drug number that is written more than once (a row a dose)
SELECT primaryid
    , drug_seq
FROM staging.report_drug
GROUP BY primaryid, drug_seq
HAVING count(*) > 1
