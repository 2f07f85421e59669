-- Case indication
-- Grain:  one row per case x drug record x indication
SELECT caseid
    , drug_seq
    , indication_pt
FROM latest.indication
