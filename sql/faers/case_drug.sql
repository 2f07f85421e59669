-- Case drug
-- Grain:  one row per case x drug record x ingredient, of every case's latest version; several rows, one a dose, are one
-- Policy: where one drug record is written with several roles, the most suspect one (PS, SS, I, C, DN) stands; where its rows
--         differ in a column of the dose, that column is NULL
SELECT caseid
    , drug_seq
    , role
    , drugname
    , prod_ai
    , ingredient
    , match_rule
    , is_blinded
    , start_date
    , start_date_precision
    , end_date
    , end_date_precision
    , duration_days
    , dechallenge
    , rechallenge
    , route
    , dose_text
    , dose_amount
    , dose_unit
    , dose_form
    , dose_frequency
    , lot_number
    , row_count
FROM latest.drug
