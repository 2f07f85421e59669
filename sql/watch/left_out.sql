-- Watched pair with one value left out
-- Grain:  one row per disproportionate watched pair x analysis (the first, and the compared one) x trait (sender, country, article, year) x
--         value found among its a cases: the 2x2 table when every report with that value leaves
-- Policy: a case without a value (no sender, no article) is never left out; the country is that of the reporter where the
--         country of occurrence is not known; the year is that of first receipt
WITH fragile AS (
    SELECT watch.*
        , headline.is_comparison
    FROM watch.cells AS watch
    INNER JOIN watchlist.headline AS headline USING (analysis)
    INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
    WHERE score.human_verdict = 'disproportionate'
)

, pair_case AS (
    SELECT fragile.drug
        , fragile.drug_kind
        , fragile.event
        , fragile.event_kind
        , fragile.is_comparison
        , of_case.sender
        , of_case.country
        , of_case.article
        , left(of_case.receipt_quarter, 4) AS year
    FROM fragile
    INNER JOIN watch.drug_case USING (drug, drug_kind)
    INNER JOIN watch.event_case USING (event, event_kind, case_number)
    INNER JOIN watch.case_trait AS of_case USING (case_number)
    WHERE NOT fragile.is_comparison OR of_case.is_compared
)

, of_both AS (
    SELECT drug
        , drug_kind
        , event
        , event_kind
        , is_comparison
        , trait
        , value
        , count(*) AS case_count
    FROM pair_case
    UNPIVOT (value FOR trait IN (sender, country, article, year))
    GROUP BY ALL
)

, trait_value AS (
    SELECT trait
        , value
        , row_number() OVER () AS number
    FROM (SELECT DISTINCT trait, value FROM of_both) AS distinct_value
)

-- Numbers instead of texts, and a row a case, so that what the joins below hold grows little with the cases.
, numbered_case AS (
    SELECT of_case.case_number
        , of_case.is_compared
        , by_sender.number AS sender
        , by_country.number AS country
        , by_article.number AS article
        , by_year.number AS year
    FROM watch.case_trait AS of_case
    LEFT JOIN trait_value AS by_sender ON by_sender.trait = 'sender' AND of_case.sender = by_sender.value
    LEFT JOIN trait_value AS by_country ON by_country.trait = 'country' AND of_case.country = by_country.value
    LEFT JOIN trait_value AS by_article ON by_article.trait = 'article' AND of_case.article = by_article.value
    LEFT JOIN trait_value AS by_year ON by_year.trait = 'year' AND left(of_case.receipt_quarter, 4) = by_year.value
)

, of_all AS (
    SELECT coalesce(sender, country, article, year) AS number
        , count(*) AS case_count
        , count_if(is_compared) AS compared_count
    FROM numbered_case
    GROUP BY GROUPING SETS ((sender), (country), (article), (year))
)

, of_drug AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , coalesce(numbered_case.sender, numbered_case.country, numbered_case.article, numbered_case.year) AS number
        , count(*) AS case_count
        , count_if(numbered_case.is_compared) AS compared_count
    FROM watch.drug_case AS by_drug
    SEMI JOIN fragile USING (drug, drug_kind)
    INNER JOIN numbered_case USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind
        , GROUPING SETS ((numbered_case.sender), (numbered_case.country), (numbered_case.article), (numbered_case.year))
)

, of_event AS (
    SELECT by_event.event
        , by_event.event_kind
        , coalesce(numbered_case.sender, numbered_case.country, numbered_case.article, numbered_case.year) AS number
        , count(*) AS case_count
        , count_if(numbered_case.is_compared) AS compared_count
    FROM watch.event_case AS by_event
    SEMI JOIN fragile USING (event, event_kind)
    INNER JOIN numbered_case USING (case_number)
    GROUP BY by_event.event, by_event.event_kind
        , GROUPING SETS ((numbered_case.sender), (numbered_case.country), (numbered_case.article), (numbered_case.year))
)

, counted AS (
    SELECT fragile.*
        , trait_value.trait
        , trait_value.value
        , of_both.case_count AS of_both
        , if(fragile.is_comparison, of_drug.compared_count, of_drug.case_count) AS of_drug
        , if(fragile.is_comparison, of_event.compared_count, of_event.case_count) AS of_event
        , if(fragile.is_comparison, of_all.compared_count, of_all.case_count) AS of_all
    FROM fragile
    INNER JOIN of_both USING (drug, drug_kind, event, event_kind, is_comparison)
    INNER JOIN trait_value USING (trait, value)
    INNER JOIN of_drug USING (drug, drug_kind, number)
    INNER JOIN of_event USING (event, event_kind, number)
    INNER JOIN of_all USING (number)
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , trait
    , value
    , of_both AS a_left_out
    , a - of_both AS a
    , b - (of_drug - of_both) AS b
    , c - (of_event - of_both) AS c
    , d - (of_all - of_drug - of_event + of_both) AS d
FROM counted
