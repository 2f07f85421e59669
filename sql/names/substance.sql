-- Substance of prod_ai
-- Grain:  one row per distinct substance that a prod_ai names, with the ingredient it is a form of
-- Policy: words for salts, esters and hydrates are taken off the end (IMATINIB MESYLATE is imatinib), but what is left must
--         hold a word that names something: SODIUM CHLORIDE, FERROUS SULFATE and DIMETHYL FUMARATE stay whole. The
--         four-letter suffix of a biological product goes too (INFLIXIMAB-DYYB is infliximab)
WITH substance AS (
    SELECT DISTINCT unnest(substances) AS substance
    FROM names.drug_name
)

, word AS (
    SELECT substance
        , unnest(string_split(substance, ' ')) AS word
        , generate_subscripts(string_split(substance, ' '), 1) AS position
    FROM substance
)

, last_word AS (
    SELECT word.substance
        , max(word.position) FILTER (salt.kind IS NULL OR salt.kind = 'stem') AS position
        , max(word.position) FILTER (salt.kind IS NULL) AS naming_position
    FROM word
    LEFT JOIN reference.salt AS salt ON rtrim(word.word, ',') = salt.word
    GROUP BY word.substance
)

SELECT substance
    , lower(regexp_replace(
        CASE WHEN naming_position IS NULL THEN substance
            ELSE rtrim(array_to_string(string_split(substance, ' ')[:position], ' '), ' ,')
        END
        , '(MAB|CEPT|GRASTIM|ALFA|GLARGINE|ASPART|LISPRO|DERUXTECAN|VEDOTIN)-[A-Z]{4}$'
        , '\1'
    )) AS ingredient
FROM last_word
