-- Drug text to ingredient
-- Grain:  one row per distinct (drugname, prod_ai) x ingredient; none where neither is filled
-- Policy: docs/methods.md, Drug names. The first rule that gives anything: what the row names itself (kinase, prod_ai), what
--         other rows say of the same text (borrowed), the user's dictionary (dictionary), a kinase inhibitor one edit away
--         (spelling), a product or substance of the reference list (product), else the cleaned-up text itself (text),
--         of a row whose prod_ai alone speaks of a placebo its prod_ai
WITH unnamed AS (
    SELECT drugname
        , prod_ai
        , drug_text
        , coalesce(drug_text, one_line(prod_ai)) AS any_text
    FROM (
        SELECT name_id
            , drugname
            , prod_ai
            , CASE WHEN NOT is_placebo OR mentions_placebo(drug_text) THEN drug_text END AS drug_text
        FROM names.drug_name
    ) AS written
    ANTI JOIN names.named_ingredient USING (name_id)
    WHERE coalesce(drug_text, one_line(prod_ai)) IS NOT NULL
)

, waiting AS (
    SELECT DISTINCT drug_text
    FROM unnamed
    ANTI JOIN names.borrowed_ingredient USING (drug_text)
    WHERE drug_text IS NOT NULL
)

, misspelt AS (
    SELECT waiting.drug_text
        , spelling.ingredient
    FROM (
        SELECT drug_text
            , unnest(list_distinct(name_words(drug_text))) AS word
        FROM waiting
        WHERE NOT is_undisclosed(drug_text)
    ) AS waiting
    INNER JOIN names.kinase_spelling AS spelling USING (word)
)

, product AS (
    SELECT name AS drug_text
        , unnest(string_split(ingredients, chr(92))) AS ingredient
    FROM reference.drug_product
    SEMI JOIN waiting ON drug_product.name = waiting.drug_text
)

, offered AS (
    SELECT drug_text, ingredient, 'borrowed' AS match_rule, 1 AS place
    FROM names.borrowed_ingredient
    UNION ALL
    SELECT drug_text, ingredient, 'dictionary', 2
    FROM reference.drug_dictionary
    UNION ALL
    SELECT DISTINCT drug_text, ingredient, 'spelling', 3
    FROM misspelt
    UNION ALL
    SELECT drug_text, ingredient, 'product', 4
    FROM product
)

, first_offer AS (
    SELECT drug_text
        , ingredient
        , match_rule
    FROM offered
    QUALIFY place = min(place) OVER (PARTITION BY drug_text)
)

, matched AS (
    SELECT drug.drugname
        , drug.prod_ai
        , named.ingredient
        , named.match_rule
    FROM names.drug_name AS drug
    INNER JOIN names.named_ingredient AS named USING (name_id)
    UNION ALL
    SELECT unnamed.drugname
        , unnamed.prod_ai
        , coalesce(offer.ingredient, lower(unnamed.any_text))
        , coalesce(offer.match_rule, 'text')
    FROM unnamed
    LEFT JOIN first_offer AS offer USING (drug_text)
)

SELECT drugname
    , prod_ai
    , ingredient
    , match_rule
    , is_blinded(drugname) OR mentions_placebo(prod_ai) AS is_blinded
FROM matched
