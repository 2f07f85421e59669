-- Case drug
-- Grain:  one row per case x drug record x ingredient, of every case's latest version; a row a dose (from 2024Q4) is one
-- Reads:  staging.current_report, staging.drug, staging.therapy_start, vocabulary.drug_ingredient
-- Policy: where one drug record is written with several roles, the most suspect one (PS, SS, I, C, DN) stands
WITH drug_record AS (
    SELECT report.caseid
        , drug.drug_seq
        , drug.role
        , drug.drugname
        , drug.prod_ai
        , drug.dechallenge
        , drug.rechallenge
        , named.ingredient
        , named.match_rule
    FROM staging.drug AS drug
    INNER JOIN staging.current_report AS report USING (quarter_number, primaryid)
    LEFT JOIN vocabulary.drug_ingredient AS named
        ON drug.drugname IS NOT DISTINCT FROM named.drugname
        AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
    WHERE coalesce(drug.caseid, report.caseid) = report.caseid
)

, one_a_record AS (
    SELECT caseid
        , drug_seq
        , ingredient
        , min((list_position(['PS', 'SS', 'I', 'C', 'DN'], role), drugname, prod_ai, match_rule, dechallenge, rechallenge, role)) AS kept
    FROM drug_record
    GROUP BY caseid, drug_seq, ingredient
)

SELECT record.caseid
    , record.drug_seq
    , record.kept[7] AS role
    , record.kept[2] AS drugname
    , record.kept[3] AS prod_ai
    , record.ingredient
    , record.kept[4] AS match_rule
    , therapy.start_date
    , therapy.start_date_precision
    , record.kept[5] AS dechallenge
    , record.kept[6] AS rechallenge
FROM one_a_record AS record
LEFT JOIN staging.therapy_start AS therapy USING (caseid, drug_seq)
