-- Watched pair without its event's masking drugs
-- Grain:  one row per watched drug x watched event x analysis (the first, and the compared one): the 2x2 table when the reports of the
--         event's masking drugs leave the comparator
-- Policy: the drug's own cases (a, b) stay, also those that name a masking drug; c and d lose every case that names one
WITH leaving AS (
    SELECT DISTINCT mask.event
        , mask.event_kind
        , mask.analysis
        , suspected.case_number
    FROM watch.mask AS mask
    INNER JOIN watch.case_ingredient AS suspected USING (ingredient_id)
    INNER JOIN watch.counted_case AS counted USING (case_number)
    INNER JOIN watchlist.headline AS headline USING (analysis)
    WHERE NOT headline.is_comparison OR counted.is_compared
)

, gone AS (
    SELECT leaving.event
        , leaving.event_kind
        , leaving.analysis
        , count(*) AS case_count
        , count(by_event.case_number) AS event_case_count
    FROM leaving
    LEFT JOIN watch.event_case AS by_event USING (event, event_kind, case_number)
    GROUP BY leaving.event, leaving.event_kind, leaving.analysis
)

, staying AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , leaving.event
        , leaving.event_kind
        , leaving.analysis
        , count(*) AS case_count
        , count(by_event.case_number) AS event_case_count
    FROM leaving
    INNER JOIN watch.drug_case AS by_drug USING (case_number)
    LEFT JOIN watch.event_case AS by_event USING (event, event_kind, case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, leaving.event, leaving.event_kind, leaving.analysis
)

SELECT watch.drug
    , watch.drug_kind
    , watch.event
    , watch.event_kind
    , watch.analysis
    , watch.a
    , watch.b
    , CAST(watch.c - coalesce(gone.event_case_count, 0) + coalesce(staying.event_case_count, 0) AS BIGINT) AS c
    , CAST(
        watch.d - (coalesce(gone.case_count, 0) - coalesce(gone.event_case_count, 0))
        + (coalesce(staying.case_count, 0) - coalesce(staying.event_case_count, 0)) AS BIGINT
    ) AS d
FROM watch.cells AS watch
LEFT JOIN gone USING (event, event_kind, analysis)
LEFT JOIN staying USING (drug, drug_kind, event, event_kind, analysis)
SEMI JOIN watchlist.headline AS headline ON watch.analysis = headline.analysis
