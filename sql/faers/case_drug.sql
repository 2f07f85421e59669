-- Case drug
-- Grain:  one row per case x drug record x ingredient, of every case's latest version; a row a dose (from 2024Q4) is one
-- Reads:  latest.drug
-- Policy: where one drug record is written with several roles, the most suspect one (PS, SS, I, C, DN) stands
SELECT caseid
    , drug_seq
    , role
    , drugname
    , prod_ai
    , ingredient
    , match_rule
    , start_date
    , start_date_precision
    , dechallenge
    , rechallenge
FROM latest.drug
