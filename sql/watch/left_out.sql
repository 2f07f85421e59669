-- Watched pair with one value left out
-- Grain:  one row per disproportionate watched pair x analysis (the first, and the compared one) x trait (sender, country, article, year) x
--         value found among its a cases: the 2x2 table when every report with that value leaves
-- Policy: a case without a value (no sender, no article) is never left out; the country is that of the reporter where the
--         country of occurrence is not told; the year is that of first receipt
WITH fragile AS (
    SELECT watch.*
        , headline.is_comparison
    FROM watch.cells AS watch
    INNER JOIN watchlist.headline AS headline USING (analysis)
    INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
    WHERE score.human_verdict = 'disproportionate'
)

, trait AS (
    SELECT case_number
        , is_compared
        , trait
        , value
    FROM (
        SELECT case_number, is_compared, sender, country, article, left(receipt_quarter, 4) AS year
        FROM watch.case_trait
    )
    UNPIVOT (value FOR trait IN (sender, country, article, year))
)

, of_both AS (
    SELECT fragile.drug
        , fragile.drug_kind
        , fragile.event
        , fragile.event_kind
        , fragile.is_comparison
        , trait.trait
        , trait.value
        , count(*) AS case_count
    FROM fragile
    INNER JOIN watch.drug_case AS by_drug USING (drug, drug_kind)
    INNER JOIN watch.event_case USING (event, event_kind, case_number)
    INNER JOIN trait ON by_drug.case_number = trait.case_number
    WHERE NOT fragile.is_comparison OR trait.is_compared
    GROUP BY fragile.drug, fragile.drug_kind, fragile.event, fragile.event_kind, fragile.is_comparison, trait.trait, trait.value
)

, asked AS (
    SELECT DISTINCT trait, value
    FROM of_both
)

, asked_case AS (
    SELECT trait.case_number
        , trait.is_compared
        , trait.trait
        , trait.value
    FROM trait
    SEMI JOIN asked USING (trait, value)
)

, of_all AS (
    SELECT trait
        , value
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM asked_case
    GROUP BY trait, value
)

, of_drug AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , asked_case.trait
        , asked_case.value
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(asked_case.is_compared)}], recursive := TRUE)
    FROM watch.drug_case AS by_drug
    SEMI JOIN fragile USING (drug, drug_kind)
    INNER JOIN asked_case USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, asked_case.trait, asked_case.value
)

, of_event AS (
    SELECT by_event.event
        , by_event.event_kind
        , asked_case.trait
        , asked_case.value
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(asked_case.is_compared)}], recursive := TRUE)
    FROM watch.event_case AS by_event
    SEMI JOIN fragile USING (event, event_kind)
    INNER JOIN asked_case USING (case_number)
    GROUP BY by_event.event, by_event.event_kind, asked_case.trait, asked_case.value
)

SELECT fragile.drug
    , fragile.drug_kind
    , fragile.event
    , fragile.event_kind
    , fragile.analysis
    , of_both.trait
    , of_both.value
    , of_both.case_count AS a_left_out
    , fragile.a - of_both.case_count AS a
    , fragile.b - (of_drug.case_count - of_both.case_count) AS b
    , fragile.c - (of_event.case_count - of_both.case_count) AS c
    , fragile.d - (of_all.case_count - of_drug.case_count - of_event.case_count + of_both.case_count) AS d
FROM fragile
INNER JOIN of_both USING (drug, drug_kind, event, event_kind, is_comparison)
INNER JOIN of_drug USING (drug, drug_kind, trait, value, is_comparison)
INNER JOIN of_event USING (event, event_kind, trait, value, is_comparison)
INNER JOIN of_all USING (trait, value, is_comparison)
