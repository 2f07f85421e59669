-- Case indication
-- Grain:  one row per case x drug record x indication
-- Reads:  latest.indication
SELECT caseid
    , drug_seq
    , indication_pt
FROM latest.indication
