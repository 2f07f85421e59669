-- Fragility of a watched signal
-- Grain:  one row per disproportionate watched pair x analysis (the first, and the compared one)
-- Policy: the most influential value of a trait is the one without whose reports ic_lower is lowest. possibly duplicates: a
--         signal of the first analysis that does not hold where reports of one article or probable duplicates count once;
--         possibly notoriety: one that does not hold before the publicity, where that analysis could be made. Cases of a
--         probable group count in a; how many there are is shown
WITH without_value AS (
    SELECT left_out.*
        , score.ic_lower
        , score.human_verdict
        , row_number() OVER (
            PARTITION BY left_out.drug, left_out.drug_kind, left_out.event, left_out.event_kind, left_out.analysis, left_out.trait
            ORDER BY score.ic_lower ASC, left_out.a_left_out DESC, left_out.value ASC
        ) AS place
    FROM watch.left_out AS left_out
    INNER JOIN watch.left_out_score AS score USING (drug, drug_kind, event, event_kind, analysis, trait, value)
)

, influence AS (
    SELECT drug
        , drug_kind
        , event
        , event_kind
        , analysis
        , max(value) FILTER (trait = 'sender') AS sender
        , max(a_left_out) FILTER (trait = 'sender') AS sender_case_count
        , max(ic_lower) FILTER (trait = 'sender') AS sender_ic_lower
        , max(human_verdict) FILTER (trait = 'sender') AS sender_verdict
        , max(value) FILTER (trait = 'country') AS country
        , max(a_left_out) FILTER (trait = 'country') AS country_case_count
        , max(ic_lower) FILTER (trait = 'country') AS country_ic_lower
        , max(human_verdict) FILTER (trait = 'country') AS country_verdict
        , max(value) FILTER (trait = 'article') AS article
        , max(a_left_out) FILTER (trait = 'article') AS article_case_count
        , max(ic_lower) FILTER (trait = 'article') AS article_ic_lower
        , max(human_verdict) FILTER (trait = 'article') AS article_verdict
        , max(value) FILTER (trait = 'year') AS year
        , max(a_left_out) FILTER (trait = 'year') AS year_case_count
        , max(ic_lower) FILTER (trait = 'year') AS year_ic_lower
        , max(human_verdict) FILTER (trait = 'year') AS year_verdict
        , list(trait ORDER BY ic_lower, trait) FILTER (human_verdict != 'disproportionate') AS carried_by
        , arg_min(trait, (ic_lower, trait)) AS most_influential
    FROM without_value
    WHERE place = 1
    GROUP BY drug, drug_kind, event, event_kind, analysis
)

, cited AS (
    SELECT cited.article
        , min(cases.literature_reference) AS literature_reference
    FROM watch.case_article AS cited
    SEMI JOIN influence ON cited.article = influence.article
    INNER JOIN faers.cases AS cases USING (caseid)
    GROUP BY cited.article
)

, elsewhere AS (
    SELECT watch.drug
        , watch.drug_kind
        , watch.event
        , watch.event_kind
        , first.analysis
        , bool_or(
            analysis.sole_condition IN ('one_report_an_article', 'one_report_a_probable_group') AND watch.reason IS NULL
            AND score.human_verdict != 'disproportionate'
        ) AS is_possibly_duplicates
        , bool_or(
            analysis.sole_condition = 'received_before' AND watch.reason IS NULL AND score.human_verdict != 'disproportionate'
        ) AS is_possibly_notoriety
    FROM watch.cells AS watch
    INNER JOIN watchlist.analysis AS analysis USING (analysis)
    INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
    INNER JOIN watchlist.headline AS first ON NOT first.is_comparison
    WHERE analysis.sole_condition IN ('one_report_an_article', 'one_report_a_probable_group', 'received_before')
    GROUP BY watch.drug, watch.drug_kind, watch.event, watch.event_kind, first.analysis
)

, repeated AS (
    SELECT behind.drug
        , behind.drug_kind
        , behind.event
        , behind.event_kind
        , behind.analysis
        , count(*) AS probable_duplicate_count
        , count(*) - count(DISTINCT behind.probable_group) AS probable_excess_count
    FROM (
        SELECT listed.drug
            , listed.drug_kind
            , listed.event
            , listed.event_kind
            , unnest(listed.analyses) AS analysis
            , member.probable_group
        FROM signals.watch_case AS listed
        INNER JOIN linkage.probable_group AS member USING (caseid)
    ) AS behind
    GROUP BY behind.drug, behind.drug_kind, behind.event, behind.event_kind, behind.analysis
)

SELECT watch.drug
    , watch.drug_kind
    , watch.event
    , watch.event_kind
    , watch.analysis
    , watch.a
    , fragility.cases_to_lose
    , influence.sender
    , influence.sender_case_count
    , influence.sender_ic_lower
    , influence.sender_verdict
    , influence.country
    , influence.country_case_count
    , influence.country_ic_lower
    , influence.country_verdict
    , cited.literature_reference AS article
    , influence.article_case_count
    , influence.article_ic_lower
    , influence.article_verdict
    , influence.year
    , influence.year_case_count
    , influence.year_ic_lower
    , influence.year_verdict
    , influence.most_influential
    , coalesce(influence.carried_by, []) AS carried_by
    , CASE WHEN model.is_known THEN coalesce(repeated.probable_duplicate_count, 0) END AS probable_duplicate_count
    , CASE WHEN model.is_known THEN coalesce(repeated.probable_excess_count, 0) END AS probable_excess_count
    , coalesce(elsewhere.is_possibly_duplicates, FALSE) AS is_possibly_duplicates
    , coalesce(elsewhere.is_possibly_notoriety, FALSE) AS is_possibly_notoriety
    , nullif(concat_ws(', '
        , CASE WHEN elsewhere.is_possibly_duplicates THEN 'possibly duplicates' END
        , CASE WHEN elsewhere.is_possibly_notoriety THEN 'possibly notoriety' END), '') AS label
FROM watch.cells AS watch
INNER JOIN watch.cases_to_lose AS fragility USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN influence USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN cited ON influence.article = cited.article
LEFT JOIN elsewhere USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN repeated USING (drug, drug_kind, event, event_kind, analysis)
CROSS JOIN (SELECT count(*) > 0 AS is_known FROM linkage.parameter) AS model
ORDER BY watch.drug_kind, watch.drug, watch.event_kind, watch.event, watch.analysis
