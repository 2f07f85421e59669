-- Kinase inhibitor named in a text
-- Grain:  one row per text (a distinct drugname, or a substance of a prod_ai) x kinase inhibitor that it names
-- Policy: a name counts where its words stand in the text one after another as whole words; a short or ambiguous code only
--         where it is the whole text but for strength and form. Of names that overlap the longer one stands (D8-RUXOLITINIB is
--         deuruxolitinib, not ruxolitinib)
WITH text AS (
    SELECT DISTINCT drugname AS text
        , drug_text AS cleaned
    FROM names.drug_name
    WHERE drug_text IS NOT NULL
    UNION ALL
    SELECT DISTINCT unnest(substances) AS text
        , unnest(substances) AS cleaned
    FROM names.drug_name
)

, name AS (
    SELECT ingredient
        , match
        , name_words(name)[1] AS first_word
        , spaced_words(name) AS words
        , length(name) AS letter_count
    FROM reference.kinase_name
)

, worded AS (
    SELECT text
        , name_words(text) AS words
    FROM text
)

, word AS (
    SELECT text
        , words
        , unnest(words) AS word
    FROM worded
)

, phrase AS (
    SELECT DISTINCT word.text
        , ' ' || array_to_string(word.words, ' ') || ' ' AS text_words
        , name.ingredient
        , name.words AS name_words
    FROM word
    INNER JOIN name
        ON word.word = name.first_word
        AND name.match = 'phrase'
    WHERE contains(' ' || array_to_string(word.words, ' ') || ' ', name.words)
)

, code AS (
    SELECT short.text
        , name.words AS text_words
        , name.ingredient
        , name.words AS name_words
    FROM (
        SELECT text
            , spaced_words(cleaned) AS words
        FROM text
        WHERE length(cleaned) <= (SELECT 2 * max(letter_count) FROM name WHERE match = 'whole text')
    ) AS short
    INNER JOIN name
        ON short.words = name.words
        AND name.match = 'whole text'
)

, mention AS (
    SELECT text, text_words, ingredient, name_words
    FROM phrase
    UNION
    SELECT text, text_words, ingredient, name_words
    FROM code
)

SELECT DISTINCT mention.text
    , mention.ingredient
FROM mention
ANTI JOIN mention AS longer
    ON mention.text = longer.text
    AND mention.ingredient != longer.ingredient
    AND mention.name_words != longer.name_words
    AND contains(longer.name_words, mention.name_words)
    AND NOT contains(replace(mention.text_words, longer.name_words, ' | '), mention.name_words)
