-- Trait of a case of the report-level model
-- Grain:  one row per case that is in the model x covariate that it has
-- Policy: docs/methods.md, Report-level model. Covariates are suspected watched ingredients with 3 cases of the event, other ingredients
--         in any role (what brings the event need not be suspected) with 5, the lists that the compared analysis leaves out, and the
--         context: age, sex, reporter and year, each without its commonest value, which the others are compared with
WITH named AS (
    SELECT DISTINCT model.position
        , model.is_event
        , reported.ingredient
        , watched.drug IS NOT NULL AS is_watched
    FROM faers.case_drug AS reported
    INNER JOIN watch.model_case AS model USING (caseid)
    LEFT JOIN watchlist.drug AS watched ON reported.ingredient = watched.drug AND watched.drug_kind = 'ingredient'
    WHERE reported.ingredient IS NOT NULL
        AND CASE WHEN watched.drug IS NULL THEN reported.role IS DISTINCT FROM 'DN' ELSE reported.role IN ('PS', 'SS') END
)

, covariate_drug AS (
    SELECT ingredient
    FROM named
    GROUP BY ingredient, is_watched
    HAVING count_if(is_event) >= CASE WHEN is_watched THEN 3 ELSE 5 END
)

, context AS (
    SELECT position
        , kind
        , covariate
    FROM (SELECT position, age, sex, reporter, year_received FROM watch.model_case) AS model_case
    UNPIVOT (covariate FOR kind IN (age, sex, reporter, year_received))
)

, compared_value AS (
    SELECT kind
        , covariate
    FROM context
    GROUP BY kind, covariate
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, covariate) > 1
)

SELECT position
    , CASE WHEN is_watched THEN 'watched ingredient' ELSE 'other ingredient' END AS kind
    , ingredient AS covariate
FROM named
SEMI JOIN covariate_drug USING (ingredient)
UNION ALL
SELECT position
    , 'list'
    , unnest(lists)
FROM watch.model_case
UNION ALL
SELECT position
    , kind
    , covariate
FROM context
SEMI JOIN compared_value USING (kind, covariate)
