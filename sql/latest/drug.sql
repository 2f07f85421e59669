-- Case drug of a quarter
-- Grain:  one row per case x drug record x ingredient, of the cases whose latest version the quarter holds
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
    FROM drug_record
    WHERE is_repeated
    GROUP BY caseid, drug_seq, ingredient
)

, record AS (
    SELECT caseid, drug_seq, role, drugname, prod_ai, ingredient, match_rule, dechallenge, rechallenge
    FROM drug_record
    WHERE NOT is_repeated
    UNION ALL
    SELECT caseid, drug_seq, kept[7], kept[2], kept[3], ingredient, kept[4], kept[5], kept[6]
    FROM one_a_record
)

SELECT record.caseid
    , record.drug_seq
    , record.role
    , record.drugname
    , record.prod_ai
    , record.ingredient
    , record.match_rule
    , therapy.start_date
    , therapy.start_date_precision
    , record.dechallenge
    , record.rechallenge
FROM record
LEFT JOIN latest.therapy_start AS therapy USING (caseid, drug_seq)
