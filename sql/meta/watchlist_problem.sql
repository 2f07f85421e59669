-- Problem of the watchlist
-- Grain:  one row per place of the watchlist x name in it that no report and no reference table knows, or that was read as another
-- Policy: a name that nothing knows counts nothing and cannot be told from a misspelling, so that a name near it which reports know
--         stands beside it. A brand or salt among the watched ingredients counts as its ingredient. Letter case does not matter
WITH counted AS (
    SELECT 'drug' AS kind, lower(ingredient) AS folded, any_value(ingredient) AS name, sum(case_count) AS case_count
    FROM faers.ingredient
    WHERE case_count > 0
    GROUP BY lower(ingredient)
    UNION ALL
    SELECT 'term', lower(event_pt), any_value(event_pt), sum(case_count)
    FROM faers.event
    WHERE case_count > 0
    GROUP BY lower(event_pt)
    UNION ALL
    SELECT 'indication', lower(indication_pt), any_value(indication_pt), count(DISTINCT caseid)
    FROM faers.case_indication
    WHERE indication_pt IS NOT NULL
    GROUP BY lower(indication_pt)
)

, other_role AS (
    SELECT DISTINCT 'drug' AS kind, lower(drug.ingredient) AS folded
    FROM faers.case_drug AS drug
    INNER JOIN watchlist.listed AS listed ON drug.ingredient = listed.name AND listed.kind = 'drug'
)

, known AS (
    SELECT kind, folded FROM counted
    UNION
    SELECT kind, folded FROM other_role
    UNION
    SELECT 'drug', lower(ingredient) FROM reference.kinase_inhibitor
    UNION
    SELECT 'drug', lower(code.name) FROM reference.ingredient_code AS code
    UNION
    SELECT 'drug', lower(unnest(list_append(string_split(ingredients, '\'), name))) FROM reference.drug_product
    UNION
    SELECT 'drug', lower(name) FROM reference.kinase_name
    UNION
    SELECT unnest(['term', 'indication']), lower(event_pt) FROM reference.reference_outcome
    UNION
    SELECT unnest(['term', 'indication']), folded FROM counted WHERE kind IN ('term', 'indication')
)

, unknown AS (
    SELECT listed.place
        , listed.kind
        , listed.name
    FROM watchlist.listed AS listed
    LEFT JOIN known ON listed.kind = known.kind AND lower(listed.name) = known.folded
    WHERE known.folded IS NULL
)

, nearest AS (
    SELECT unknown.kind
        , unknown.name
        , arg_min(counted.name, (damerau_levenshtein(lower(unknown.name), counted.folded), -counted.case_count, counted.name))
            AS suggestion
    FROM (SELECT DISTINCT kind, name FROM unknown) AS unknown
    INNER JOIN counted
        ON unknown.kind = counted.kind
        AND abs(length(unknown.name) - length(counted.folded)) <= greatest(1, length(unknown.name) // 5)
        AND damerau_levenshtein(lower(unknown.name), counted.folded) <= greatest(1, length(unknown.name) // 5)
    GROUP BY unknown.kind, unknown.name
)

, problem AS (
    SELECT unknown.place
        , unknown.kind
        , unknown.name
        , 'no report and no reference table knows it' AS problem
        , nearest.suggestion
    FROM unknown
    LEFT JOIN nearest USING (kind, name)
    UNION ALL
    SELECT place, kind, written, 'it is a name of ' || name || ', which is watched in its place', name
    FROM watchlist.listed
    WHERE written IS NOT NULL
)

SELECT protocol.name AS watchlist
    , problem.place
    , problem.kind
    , problem.name
    , problem.problem
    , problem.suggestion
FROM problem
CROSS JOIN watchlist.protocol AS protocol
ORDER BY problem.place, problem.kind, problem.name
