-- Drug name
-- Grain:  one row per distinct (drugname, prod_ai) as reported, in any role and quarter
WITH reported AS (
    SELECT DISTINCT drugname
        , prod_ai
    FROM names.reported_drug
)

SELECT CAST(row_number() OVER () AS INTEGER) AS name_id
    , drugname
    , prod_ai
    , clean_drug_text(drugname) AS drug_text
    , substances(prod_ai) AS substances
FROM reported
