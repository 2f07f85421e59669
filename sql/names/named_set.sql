-- Ingredients that rows of a drug text name
-- Grain:  one row per cleaned drug text x set of ingredients that rows of it name, with the number of those rows
-- Policy: is_borrowed: nine of ten rows of the text that name anything name this set, so that one odd row does not silence a
--         name. A text that says no more than that the drug was not named (placebo, blinded, unknown, study drug) lends nothing
WITH ingredient_set AS (
    SELECT name_id
        , list(ingredient ORDER BY ingredient) AS ingredients
    FROM names.named_ingredient
    GROUP BY name_id
)

, counted AS (
    SELECT drug.drug_text
        , ingredient_set.ingredients
        , CAST(sum(drug.record_count) AS BIGINT) AS record_count
    FROM ingredient_set
    INNER JOIN names.drug_name AS drug USING (name_id)
    WHERE drug.drug_text IS NOT NULL
        AND NOT is_undisclosed(drug.drug_text)
    GROUP BY drug.drug_text, ingredient_set.ingredients
)

SELECT drug_text
    , ingredients
    , record_count
    , CAST(sum(record_count) OVER same_text AS BIGINT) AS text_record_count
    , 10 * record_count >= 9 * sum(record_count) OVER same_text AS is_borrowed
FROM counted
WINDOW same_text AS (PARTITION BY drug_text)
