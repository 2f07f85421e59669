-- What each report of the model has that is a covariate of its own: suspected watched ingredients with $least cases of the event, other
-- ingredients in any role (what brings the event need not be suspected) with $least_other, and the lists that the compared analysis
-- leaves out
WITH named AS (
    SELECT DISTINCT model.case_number
        , model.is_event
        , reported.ingredient
        , watched.drug IS NOT NULL AS is_watched
    FROM faers.case_drug AS reported
    INNER JOIN watch.model_case AS model USING (caseid)
    LEFT JOIN watchlist.drug AS watched ON reported.ingredient = watched.drug AND watched.drug_kind = 'ingredient'
    WHERE reported.ingredient IS NOT NULL
        AND CASE WHEN watched.drug IS NULL THEN reported.role IS DISTINCT FROM 'DN' ELSE reported.role IN ('PS', 'SS') END
)

SELECT case_number
    , CASE WHEN is_watched THEN 'watched ingredient' ELSE 'other ingredient' END AS kind
    , ingredient AS covariate
FROM named
QUALIFY count_if(is_event) OVER (PARTITION BY ingredient) >= CASE WHEN is_watched THEN $least ELSE $least_other END
UNION ALL
SELECT case_number
    , 'list'
    , unnest(lists)
FROM watch.model_case
ORDER BY ALL
