-- Case drug of a quarter
-- Grain:  one row per case x drug record x ingredient, of the cases whose latest version the quarter holds
-- Policy: where one drug record is written with several roles, the most suspect one (PS, SS, I, C, DN) stands; where its rows
--         differ in a column of the dose, that column is NULL, and row_count says how many there are
WITH drug_record AS (
    SELECT report.caseid
        , drug.drug_seq
        , drug.role
        , drug.drugname
        , drug.prod_ai
        , drug.dechallenge
        , drug.rechallenge
        , drug.route
        , drug.dose_text
        , drug.dose_amount
        , drug.dose_unit
        , drug.dose_form
        , drug.dose_frequency
        , drug.lot_number
        , named.ingredient
        , named.match_rule
        , coalesce(named.is_blinded, FALSE) AS is_blinded
        , repeated.primaryid IS NOT NULL AS is_repeated
    FROM staging.report_drug AS drug
    INNER JOIN latest.kept_report AS report USING (primaryid)
    LEFT JOIN latest.repeated_drug AS repeated
        ON drug.primaryid = repeated.primaryid
        AND drug.drug_seq IS NOT DISTINCT FROM repeated.drug_seq
    LEFT JOIN names.drug_ingredient AS named
        ON drug.drugname IS NOT DISTINCT FROM named.drugname
        AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
    WHERE coalesce(drug.caseid, report.caseid) = report.caseid
)

, one_a_record AS (
    SELECT caseid
        , drug_seq
        , ingredient
        , min((
            list_position(['PS', 'SS', 'I', 'C', 'DN'], role)
            , drugname, prod_ai, match_rule, dechallenge, rechallenge, role
        )) AS kept
        , agreed(route) AS route
        , agreed(dose_text) AS dose_text
        , agreed(dose_amount) AS dose_amount
        , agreed(dose_unit) AS dose_unit
        , agreed(dose_form) AS dose_form
        , agreed(dose_frequency) AS dose_frequency
        , agreed(lot_number) AS lot_number
        , bool_or(is_blinded) AS is_blinded
        , CAST(count(*) AS INTEGER) AS row_count
    FROM drug_record
    WHERE is_repeated
    GROUP BY caseid, drug_seq, ingredient
)

, record AS (
    SELECT caseid, drug_seq, role, drugname, prod_ai, ingredient, match_rule, dechallenge, rechallenge
        , route, dose_text, dose_amount, dose_unit, dose_form, dose_frequency, lot_number, is_blinded, 1 AS row_count
    FROM drug_record
    WHERE NOT is_repeated
    UNION ALL
    SELECT caseid, drug_seq, kept[7], kept[2], kept[3], ingredient, kept[4], kept[5], kept[6]
        , route, dose_text, dose_amount, dose_unit, dose_form, dose_frequency, lot_number, is_blinded, row_count
    FROM one_a_record
)

SELECT record.caseid
    , record.drug_seq
    , record.role
    , record.drugname
    , record.prod_ai
    , record.ingredient
    , record.match_rule
    , record.is_blinded
    , therapy.start_date
    , therapy.start_date_precision
    , therapy.end_date
    , therapy.end_date_precision
    , therapy.duration_days
    , record.dechallenge
    , record.rechallenge
    , record.route
    , record.dose_text
    , record.dose_amount
    , record.dose_unit
    , record.dose_form
    , record.dose_frequency
    , record.lot_number
    , record.row_count
FROM record
LEFT JOIN latest.therapy AS therapy USING (caseid, drug_seq)
