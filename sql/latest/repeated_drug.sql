-- Repeated drug
-- Grain:  one row per report x drug number that DRUG writes more than once (from 2024Q4 some drugs are a row a dose)
-- Made as: view, by quarter
-- Reads:  staging.report_drug
SELECT primaryid
    , drug_seq
FROM staging.report_drug
GROUP BY primaryid, drug_seq
HAVING count(*) > 1
