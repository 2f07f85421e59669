-- Watched pair without its event's masking drugs
-- Grain:  one row per watched drug x watched event x analysis (the first, and the compared one): the 2x2 table when the reports of the
--         event's masking drugs leave the comparator
-- Policy: the drug's own cases (a, b) stay, also those that name a masking drug; c and d lose every case that names one
WITH masked AS (
    SELECT event
        , event_kind
        , analysis
        , CAST(row_number() OVER (ORDER BY event, event_kind, analysis) AS INTEGER) AS masked_id
    FROM (SELECT DISTINCT event, event_kind, analysis FROM watch.mask) AS distinct_mask
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

, leaving_case AS (
    SELECT leaving.masked_id
        , leaving.case_number
        , masked_event.case_number IS NOT NULL AS is_event
    FROM leaving
    LEFT JOIN masked_event USING (masked_id, case_number)
)

, gone AS (
    SELECT masked_id
        , count(*) AS case_count
        , count_if(is_event) AS event_case_count
    FROM leaving_case
    GROUP BY masked_id
)

, staying AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , leaving_case.masked_id
        , count(*) AS case_count
        , count_if(leaving_case.is_event) AS event_case_count
    FROM leaving_case
    INNER JOIN watch.drug_case AS by_drug USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, leaving_case.masked_id
)

, compared AS (
    SELECT cells.drug
        , cells.drug_kind
        , cells.event
        , cells.event_kind
        , cells.analysis
        , cells.a
        , cells.b
        , cells.c
        , cells.d
        , masked.masked_id
    FROM watch.cells AS cells
    LEFT JOIN masked USING (event, event_kind, analysis)
    SEMI JOIN watchlist.headline AS headline ON cells.analysis = headline.analysis
)

, removed AS (
    SELECT compared.* EXCLUDE (masked_id)
        , coalesce(gone.case_count, 0) - coalesce(staying.case_count, 0) AS removed_count
        , coalesce(gone.event_case_count, 0) - coalesce(staying.event_case_count, 0) AS removed_event_count
    FROM compared
    LEFT JOIN gone ON compared.masked_id = gone.masked_id
    LEFT JOIN staying
        ON compared.masked_id = staying.masked_id
        AND compared.drug = staying.drug
        AND compared.drug_kind = staying.drug_kind
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , a
    , b
    , CAST(c - removed_event_count AS BIGINT) AS c
    , CAST(d - (removed_count - removed_event_count) AS BIGINT) AS d
FROM removed
