-- Ingredient that other rows give a drug text
-- Grain:  one row per cleaned drug text x ingredient, where all rows of that text that name ingredients name the same ones
-- Policy: a text that says no more than that the drug was not told (placebo, blinded, unknown, study drug) lends nothing
WITH ingredient_set AS (
    SELECT drug.drug_text
        , list(named.ingredient ORDER BY named.ingredient) AS ingredients
    FROM names.named_ingredient AS named
    INNER JOIN names.drug_name AS drug USING (name_id)
    WHERE drug.drug_text IS NOT NULL
        AND NOT regexp_matches(
            drug.drug_text
            , '\b(PLACEBOS?|BLIND(ED)?|UNBLINDED|UNKNOWN|UNSPECIFIED|INVESTIGATIONAL|(STUDY|TRIAL|TEST) (DRUG|MEDICATION|PRODUCT))\b'
        )
    GROUP BY drug.drug_text, named.name_id
)

, agreed AS (
    SELECT drug_text
        , any_value(ingredients) AS ingredients
    FROM ingredient_set
    GROUP BY drug_text
    HAVING count(DISTINCT ingredients) = 1
)

SELECT drug_text
    , unnest(ingredients) AS ingredient
FROM agreed
