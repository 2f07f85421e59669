-- Ingredient named by the row itself
-- Grain:  one row per (drugname, prod_ai) x ingredient that one of the two names
-- Policy: a kinase inhibitor named in either text goes before prod_ai; the other substances of a combination keep prod_ai,
--         unless only the drug name holds the kinase inhibitor. A row that speaks of a placebo names no drug, whatever its prod_ai
--         says; a prod_ai that is a placebo and nothing else stands
WITH part AS (
    SELECT name_id
        , unnest(substances) AS substance
    FROM names.drug_name
    WHERE NOT is_placebo
        OR list_bool_and(list_transform(substances, LAMBDA substance: mentions_placebo(substance)))
)

, kinase_part AS (
    SELECT part.name_id
        , part.substance
        , mention.ingredient
    FROM part
    INNER JOIN names.kinase_mention AS mention ON part.substance = mention.text
)

, kinase AS (
    SELECT drug.name_id
        , mention.ingredient
    FROM names.drug_name AS drug
    INNER JOIN names.kinase_mention AS mention ON drug.drugname = mention.text
    WHERE NOT drug.is_placebo
    UNION
    SELECT name_id
        , ingredient
    FROM kinase_part
)

, other_part AS (
    SELECT part.name_id
        , part.substance
    FROM part
    ANTI JOIN kinase_part USING (name_id, substance)
    WHERE part.name_id IN (SELECT name_id FROM kinase_part)
        OR part.name_id NOT IN (SELECT name_id FROM kinase)
)

SELECT name_id
    , ingredient
    , 'kinase' AS match_rule
FROM kinase
UNION
SELECT other_part.name_id
    , substance.ingredient
    , 'prod_ai' AS match_rule
FROM other_part
INNER JOIN names.substance AS substance USING (substance)
ANTI JOIN kinase ON other_part.name_id = kinase.name_id AND substance.ingredient = kinase.ingredient
