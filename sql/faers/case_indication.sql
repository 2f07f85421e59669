-- Case indication
-- Grain:  one row per case x drug record x indication
-- Reads:  staging.case_indication
SELECT caseid
    , drug_seq
    , indication_pt
FROM staging.case_indication
