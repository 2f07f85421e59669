-- Case drug
-- Grain:  one row per case x drug record x ingredient, of every case's latest version; several rows, one a dose, are one
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
