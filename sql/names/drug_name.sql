-- Drug name
-- Grain:  one row per distinct (drugname, prod_ai) as reported, in any role and quarter
-- Policy: is_placebo: one of the two speaks of a placebo, so that neither tells which drug was taken
WITH reported AS (
    SELECT drugname
        , prod_ai
        , CAST(sum(record_count) AS BIGINT) AS record_count
    FROM names.reported_drug
    GROUP BY drugname, prod_ai
)

SELECT CAST(row_number() OVER () AS INTEGER) AS name_id
    , drugname
    , prod_ai
    , record_count
    , clean_drug_text(drugname) AS drug_text
    , substances(prod_ai) AS substances
    , mentions_placebo(drugname) OR mentions_placebo(prod_ai) AS is_placebo
FROM reported
