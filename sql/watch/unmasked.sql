-- Watched pair without its event's masking drugs
-- Grain:  one row per watched drug x watched event x analysis (the first, and the compared one): the 2x2 table when the reports of the
--         event's masking drugs leave the comparator
-- Policy: the drug's own cases (a, b) stay, also those that name a masking drug; c and d lose every case that names one
WITH masked AS (
    SELECT event
        , event_kind
        , analysis
        , CAST(row_number() OVER () AS INTEGER) AS masked_id
    FROM (SELECT DISTINCT event, event_kind, analysis FROM watch.mask)
)

, leaving AS (
    SELECT DISTINCT masked.masked_id
        , suspected.case_number
    FROM watch.mask
    INNER JOIN masked USING (event, event_kind, analysis)
    INNER JOIN watch.case_ingredient AS suspected USING (ingredient_id)
    INNER JOIN watch.counted_case AS counted USING (case_number)
    INNER JOIN watchlist.headline AS headline USING (analysis)
    WHERE NOT headline.is_comparison OR counted.is_compared
)

, masked_event AS (
    SELECT masked.masked_id
        , by_event.case_number
    FROM masked
    INNER JOIN watch.event_case AS by_event USING (event, event_kind)
)

, leaving_event AS (
    SELECT masked_id
        , case_number
    FROM leaving
    SEMI JOIN masked_event USING (masked_id, case_number)
)

, gone AS (
    SELECT masked_id
        , count(*) AS case_count
    FROM leaving
    GROUP BY masked_id
)

, gone_event AS (
    SELECT masked_id
        , count(*) AS case_count
    FROM leaving_event
    GROUP BY masked_id
)

, staying AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , leaving.masked_id
        , count(*) AS case_count
    FROM leaving
    INNER JOIN watch.drug_case AS by_drug USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, leaving.masked_id
)

, staying_event AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , leaving.masked_id
        , count(*) AS case_count
    FROM leaving_event AS leaving
    INNER JOIN watch.drug_case AS by_drug USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, leaving.masked_id
)

, compared AS (
    SELECT cells.*
        , masked.masked_id
    FROM watch.cells AS cells
    LEFT JOIN masked USING (event, event_kind, analysis)
    SEMI JOIN watchlist.headline AS headline ON cells.analysis = headline.analysis
)

, left_over AS (
    SELECT compared.*
        , coalesce(gone.case_count, 0) - coalesce(staying.case_count, 0) AS case_count
        , coalesce(gone_event.case_count, 0) - coalesce(staying_event.case_count, 0) AS event_case_count
    FROM compared
    LEFT JOIN gone USING (masked_id)
    LEFT JOIN gone_event USING (masked_id)
    LEFT JOIN staying USING (drug, drug_kind, masked_id)
    LEFT JOIN staying_event USING (drug, drug_kind, masked_id)
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , a
    , b
    , CAST(c - event_case_count AS BIGINT) AS c
    , CAST(d - (case_count - event_case_count) AS BIGINT) AS d
FROM left_over
