-- Misspelt kinase inhibitor
-- Grain:  one row per word of otherwise unnamed drug texts that is read as the name of a kinase inhibitor
-- Policy: docs/methods.md, Drug names. One edit (a letter more, less, other, or two swapped) from a name of seven letters or more,
--         the first letter right; no name of another kinase inhibitor within two edits. A word of a known drug, or ten times as
--         frequent in drug names, that is not near the same kinase inhibitor must be further away (ICOTINIC is of nicotinic acid). The
--         name of another product is that product, however near (NEXAVIR, a liver extract, beside NEXAVAR)
WITH named AS (
    SELECT drug.drugname
        , drug.record_count
        , CASE WHEN named.name_id IS NULL AND borrowed.drug_text IS NULL AND NOT drug.is_placebo AND NOT is_undisclosed(drug.drug_text)
            THEN drug.record_count ELSE 0
        END AS unnamed_count
    FROM names.drug_name AS drug
    LEFT JOIN (SELECT DISTINCT name_id FROM names.named_ingredient) AS named USING (name_id)
    LEFT JOIN (SELECT DISTINCT drug_text FROM names.borrowed_ingredient) AS borrowed USING (drug_text)
    WHERE drug.drug_text IS NOT NULL
)

, word AS (
    SELECT word
        , CAST(sum(record_count) AS BIGINT) AS record_count
        , CAST(sum(unnamed_count) AS BIGINT) AS unnamed_count
    FROM (
        SELECT unnest(list_distinct(name_words(drugname))) AS word
            , record_count
            , unnamed_count
        FROM named
    ) AS written
    WHERE length(word) >= 6
    GROUP BY word
)

, name AS (
    SELECT DISTINCT ingredient
        , name_words(name)[1] AS name
    FROM reference.kinase_name
    WHERE match = 'phrase' AND kind != 'code' AND len(name_words(name)) = 1
)

, near AS (
    SELECT word.word
        , word.record_count
        , word.unnamed_count
        , min(name.ingredient) AS ingredient
        , min(name.name) AS name
    FROM word
    INNER JOIN name
        ON left(word.word, 1) = left(name.name, 1)
        AND length(name.name) >= 7
        AND abs(length(word.word) - length(name.name)) <= 1
    WHERE word.unnamed_count > 0
        AND damerau_levenshtein(word.word, name.name) = 1
    GROUP BY word.word, word.record_count, word.unnamed_count
    HAVING min(name.ingredient) = max(name.ingredient)
)

, rival AS (
    SELECT DISTINCT near.word
    FROM near
    INNER JOIN name AS other
        ON near.ingredient != other.ingredient
        AND abs(length(near.word) - length(other.name)) <= 2
    WHERE damerau_levenshtein(near.word, other.name) <= 2
)

, known AS (
    SELECT DISTINCT unnest(name_words(text)) AS word
        , NULL AS record_count
    FROM (
        SELECT substance AS text
        FROM names.substance
        UNION ALL
        SELECT name
        FROM reference.drug_product
    ) AS known
    UNION ALL
    SELECT word
        , record_count
    FROM word
)

, near_known AS (
    SELECT DISTINCT near.word
        , near.ingredient
        , known.word AS known_word
    FROM near
    INNER JOIN known ON abs(length(near.word) - length(known.word)) <= 1
    WHERE damerau_levenshtein(near.word, known.word) <= 1
        AND coalesce(known.record_count >= 10 * near.record_count, TRUE)
)

, taken AS (
    SELECT near_known.word
    FROM near_known
    LEFT JOIN name AS own
        ON near_known.ingredient = own.ingredient
        AND damerau_levenshtein(near_known.known_word, own.name) <= 1
    GROUP BY near_known.word, near_known.known_word
    HAVING count(own.name) = 0
    UNION
    SELECT near.word
    FROM near
    INNER JOIN reference.drug_product AS product ON near.word = product.name AND near.ingredient != product.ingredients
)

SELECT near.word
    , near.ingredient
    , near.name
    , near.unnamed_count AS record_count
FROM near
ANTI JOIN rival USING (word)
ANTI JOIN taken USING (word)
