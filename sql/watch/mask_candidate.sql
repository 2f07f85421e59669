-- Candidate for masking
-- Grain:  one row per watched event x analysis (the first, and the compared one) x suspect ingredient with at least 3 cases of the event
WITH of_ingredient AS (
    SELECT ingredient_id
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(counted.is_compared)}], recursive := TRUE)
    FROM watch.case_ingredient
    INNER JOIN watch.counted_case AS counted USING (case_number)
    GROUP BY ingredient_id
)

, of_event AS (
    SELECT event
        , event_kind
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM watch.event_case
    GROUP BY event, event_kind
)

, together AS (
    SELECT by_event.event
        , by_event.event_kind
        , suspected.ingredient_id
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(by_event.is_compared)}], recursive := TRUE)
    FROM watch.event_case AS by_event
    INNER JOIN watch.case_ingredient AS suspected USING (case_number)
    GROUP BY by_event.event, by_event.event_kind, suspected.ingredient_id
)

, total AS (
    SELECT unnest([{is_comparison: FALSE, case_count: count(*)}
        , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM watch.counted_case
)

SELECT together.event
    , together.event_kind
    , headline.analysis
    , together.ingredient_id
    , ingredient.ingredient
    , together.case_count AS drug_event_count
    , of_ingredient.case_count AS drug_case_count
    , of_event.case_count AS event_case_count
    , total.case_count
FROM together
INNER JOIN of_ingredient USING (ingredient_id, is_comparison)
INNER JOIN of_event USING (event, event_kind, is_comparison)
INNER JOIN total USING (is_comparison)
INNER JOIN watchlist.headline AS headline USING (is_comparison)
INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
WHERE together.case_count >= 3
