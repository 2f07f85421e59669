-- Repeated drug
-- Grain:  one row per report x drug number that DRUG writes more than once (from 2024Q4 some drugs are a row a dose)
-- Reads:  staging.drug
SELECT quarter_number
    , primaryid
    , drug_seq
FROM staging.drug
GROUP BY quarter_number, primaryid, drug_seq
HAVING count(*) > 1
