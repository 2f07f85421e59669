-- Conflict about a drug text
-- Grain:  one row per drug text whose rows name different ingredients x set of ingredients, the most frequent first
-- Policy: docs/methods.md, Drug names
WITH waiting AS (
    SELECT drug.drug_text
        , CAST(sum(drug.record_count) AS BIGINT) AS record_count
    FROM names.drug_name AS drug
    ANTI JOIN names.named_ingredient USING (name_id)
    GROUP BY drug.drug_text
)

SELECT named.drug_text
    , array_to_string(named.ingredients, chr(92)) AS ingredients
    , named.record_count
    , named.text_record_count
    , named.is_borrowed
    , coalesce(waiting.record_count, 0) AS unnamed_count
FROM names.named_set AS named
LEFT JOIN waiting USING (drug_text)
WHERE named.record_count < named.text_record_count
ORDER BY unnamed_count DESC, named.drug_text ASC, named.record_count DESC, ingredients ASC
