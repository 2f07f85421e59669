-- Drug text to ingredient
-- Grain:  one row per distinct (drugname, prod_ai) x ingredient; none where neither is filled
-- Policy: the first rule that gives anything: what the row names itself (kinase, prod_ai), what other rows say of the same
--         text (borrowed), the user's dictionary (dictionary), else the cleaned-up text itself (text)
WITH unnamed AS (
    SELECT name_id
        , drugname
        , prod_ai
        , drug_text
    FROM names.drug_name
    ANTI JOIN names.named_ingredient USING (name_id)
    WHERE coalesce(drug_text, one_line(prod_ai)) IS NOT NULL
)

, still_unnamed AS (
    SELECT name_id
        , drugname
        , prod_ai
        , drug_text
    FROM unnamed
    ANTI JOIN names.borrowed_ingredient USING (drug_text)
)

SELECT drug.drugname
    , drug.prod_ai
    , named.ingredient
    , named.match_rule
FROM names.drug_name AS drug
INNER JOIN names.named_ingredient AS named USING (name_id)
UNION ALL
SELECT unnamed.drugname
    , unnamed.prod_ai
    , borrowed.ingredient
    , 'borrowed' AS match_rule
FROM unnamed
INNER JOIN names.borrowed_ingredient AS borrowed USING (drug_text)
UNION ALL
SELECT still_unnamed.drugname
    , still_unnamed.prod_ai
    , dictionary.ingredient
    , 'dictionary' AS match_rule
FROM still_unnamed
INNER JOIN reference.drug_dictionary AS dictionary USING (drug_text)
UNION ALL
SELECT still_unnamed.drugname
    , still_unnamed.prod_ai
    , lower(coalesce(still_unnamed.drug_text, one_line(still_unnamed.prod_ai))) AS ingredient
    , 'text' AS match_rule
FROM still_unnamed
ANTI JOIN reference.drug_dictionary USING (drug_text)
