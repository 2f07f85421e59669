-- Codes of ingredients
-- Grain:  one row per name of an ingredient, in lower case, that has a UNII, an RxCUI or an ATC code
-- Policy: README.md, "Codes of ingredients": a name that leads to several substances has no code of that kind
WITH unii_name AS (
    SELECT DISTINCT lower(trim("Name")) AS name
        , "UNII" AS unii
        , "TYPE" = 'of' AS is_official
    FROM read_csv($unii_names, delim = '\t', header = TRUE, quote = '', all_varchar = TRUE)
    WHERE "TYPE" IN ('of', 'cn')
)

-- FDA calls a name official where an authority of names gives it (INN, USAN); one official name outweighs common ones.
, substance AS (
    SELECT name
        , bool_or(is_official) AS is_official
        , CASE
            WHEN count(DISTINCT unii) FILTER (is_official) = 1 THEN min(unii) FILTER (is_official)
            WHEN count(DISTINCT unii) = 1 THEN min(unii)
        END AS unii
    FROM unii_name
    GROUP BY name
)

, concept AS (
    SELECT lower(trim(concept_name)) AS name
        , CASE WHEN count(DISTINCT concept_code) = 1 THEN min(CAST(concept_code AS INTEGER)) END AS rxcui
    FROM read_csv($concepts, delim = '\t', header = TRUE, quote = '', all_varchar = TRUE)
    WHERE vocabulary_id = 'RxNorm' AND concept_class_id = 'Ingredient' AND standard_concept = 'S'
    GROUP BY ALL
)

, european AS (
    SELECT unnest([
            "International non-proprietary name (INN) / common name", "Active substance"
        ]) AS name
        , "ATC code (human)" AS atc
        , 'EMA' AS authority
        , epoch(strptime("Last updated date", '%d/%m/%Y')) AS standing
    FROM read_csv($european_medicines, header = TRUE, all_varchar = TRUE)
    WHERE "Category" = 'Human'
)

, canadian_ingredient AS (
    SELECT drug_code
        , any_value(regexp_replace(ingredient, '\s*\(.*', '')) AS name
    FROM read_csv($canadian_ingredients, header = FALSE, all_varchar = TRUE
        , names = ['drug_code', 'ingredient_code', 'ingredient']
    )
    GROUP BY drug_code
    HAVING count(DISTINCT ingredient_code) = 1
)

, canadian AS (
    SELECT ingredient.name
        , class.atc
        , 'Health Canada' AS authority
        , count(*) AS standing
    FROM read_csv($canadian_classes, header = FALSE, all_varchar = TRUE, names = ['drug_code', 'atc']) AS class
    INNER JOIN canadian_ingredient AS ingredient USING (drug_code)
    GROUP BY ALL
)

-- Of medicines with one substance, and only a whole code: EMA's list also prints the first letters of one.
, medicine AS (
    SELECT upper(trim(name)) AS name
        , atc
        , authority
        , max(standing) AS standing
    FROM (FROM european UNION ALL FROM canadian)
    WHERE regexp_full_match(atc, '[A-Z]\d\d[A-Z]{2}\d\d')
        AND NOT regexp_matches(lower(name), '[,;/+]| and ')
    GROUP BY ALL
)

-- Without the words for salts at the end, as sql/names/substance.sql has it: METOCLOPRAMIDE HYDROCHLORIDE is metoclopramide.
, word AS (
    SELECT name
        , unnest(string_split(name, ' ')) AS word
        , generate_subscripts(string_split(name, ' '), 1) AS position
    FROM (SELECT DISTINCT name FROM medicine)
)

, base AS (
    SELECT word.name
        , string_agg(word.word, ' ' ORDER BY word.position) FILTER (word.position <= last_word.position) AS base
    FROM word
    INNER JOIN (
        SELECT word.name
            , max(word.position) FILTER (salt.kind IS NULL OR salt.kind = 'stem') AS position
        FROM word
        LEFT JOIN read_csv($salts, header = TRUE, all_varchar = TRUE) AS salt USING (word)
        GROUP BY word.name
        HAVING max(word.position) FILTER (salt.kind IS NULL) IS NOT NULL
    ) AS last_word USING (name)
    GROUP BY word.name
)

, class AS (
    SELECT lower(coalesce(base.base, medicine.name)) AS name
        , medicine.atc
        , medicine.authority
        , CASE medicine.authority WHEN 'EMA' THEN max(medicine.standing) ELSE sum(medicine.standing) END AS standing
    FROM medicine
    LEFT JOIN base USING (name)
    GROUP BY 1, 2, 3
)

, known_name AS (
    SELECT name FROM concept
    UNION
    SELECT name FROM class
    UNION
    SELECT ingredient FROM read_csv($kinase_inhibitors, header = TRUE, all_varchar = TRUE)
    UNION
    SELECT unnest(string_split(ingredients, '\')) FROM read_csv($drug_products, header = TRUE, all_varchar = TRUE)
)

-- The other official names of these substances: paracetamol beside acetaminophen.
, name AS (
    SELECT name FROM known_name
    UNION
    SELECT substance.name
    FROM substance
    INNER JOIN substance AS known USING (unii)
    INNER JOIN known_name ON known.name = known_name.name
    WHERE substance.is_official
)

, concept_of_substance AS (
    SELECT unii
        , CASE WHEN count(DISTINCT rxcui) = 1 THEN min(rxcui) END AS rxcui
    FROM concept
    INNER JOIN substance USING (name)
    WHERE unii IS NOT NULL
    GROUP BY unii
)

, class_of_name AS (
    SELECT name.name
        , class.atc
        , class.authority
        , max(class.standing) AS standing
    FROM name
    LEFT JOIN substance USING (name)
    LEFT JOIN substance AS synonym ON substance.unii = synonym.unii
    INNER JOIN class ON class.name IN (name.name, synonym.name)
    GROUP BY ALL
)

-- Of several codes, the one of most Canadian products, which are marketed ones; EMA's list keeps withdrawn medicines with codes
-- of their time, so there the newest entry is first.
, ranked_class AS (
    SELECT name
        , atc
        , list(DISTINCT authority ORDER BY authority DESC) AS authorities
        , row_number() OVER (
            PARTITION BY name
            ORDER BY max(standing) FILTER (authority = 'Health Canada') DESC NULLS LAST
                , max(standing) DESC NULLS LAST
                , atc
        ) AS place
    FROM class_of_name
    GROUP BY name, atc
)

, coded AS (
    SELECT name.name
        , substance.unii
        , coalesce(concept.rxcui, concept_of_substance.rxcui) AS rxcui
        , classes.atc
        , classes.other_atc
        , classes.authorities
    FROM name
    LEFT JOIN substance USING (name)
    LEFT JOIN concept USING (name)
    LEFT JOIN concept_of_substance USING (unii)
    LEFT JOIN (
        SELECT name
            , any_value(atc) FILTER (place = 1) AS atc
            , string_agg(atc, '|' ORDER BY place) FILTER (place > 1) AS other_atc
            , array_to_string(list_sort(list_distinct(flatten(list(authorities)))), ' and ') AS authorities
        FROM ranked_class
        GROUP BY name
    ) AS classes USING (name)
)

SELECT name
    , unii
    , rxcui
    , atc
    , other_atc
    , concat_ws('; '
        , CASE WHEN unii IS NOT NULL THEN 'UNII: FDA' END
        , CASE WHEN rxcui IS NOT NULL THEN 'RxCUI: RxNorm' END
        , 'ATC: ' || authorities
    ) AS source
FROM coded
WHERE unii IS NOT NULL OR rxcui IS NOT NULL OR atc IS NOT NULL
ORDER BY name
