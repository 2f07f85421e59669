-- Pairs that are disproportionate in the compared analysis, beside the first one, each with its worst caution
-- Policy: the new ones first, then those without a caution
WITH verdict_count AS (
    SELECT drug, drug_kind, event, event_kind
        , count(*) FILTER (human_verdict = 'disproportionate') AS holds_count
        , count(*) AS analysis_count
    FROM signals.watch
    WHERE watchlist = $watchlist AND reason IS NULL
    GROUP BY drug, drug_kind, event, event_kind
)

, warned AS (
    SELECT drug, drug_kind, event, event_kind
        , arg_min(caution, place) AS caution
        , bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis
    GROUP BY drug, drug_kind, event, event_kind
)

, labelled AS (
    SELECT DISTINCT report.ingredient AS drug, named.term_group AS event, 'a label that is coded by hand lists such an event' AS known
    FROM evidence.human_report AS report
    INNER JOIN signals.watch_group AS named
        ON report.watchlist = named.watchlist AND report.direction = 'listed: a term of ' || named.term_group
    WHERE report.watchlist = $watchlist AND report.kind = 'label'
)

, earlier AS (
    SELECT drug, drug_kind, event, event_kind, human_verdict
    FROM history.watch
    WHERE watchlist = $watchlist AND analysis = $analysis AND run_id = $run_id
)

, earlier_pairs AS (SELECT count(*) AS held FROM earlier)

SELECT compared.drug, compared.drug_kind, compared.event, compared.event_kind
    , coalesce(named.title, compared.event) AS event_words
    , compared.a, compared.b, compared.c, compared.d, compared.expected
    , compared.ror, compared.ror_lower, compared.ror_upper, compared.ic, compared.ic_lower, compared.ic_upper, compared.is_q
    , first.a AS first_a, first.ic AS first_ic, first.ic_lower AS first_ic_lower, first.ic_upper AS first_ic_upper
    , verdict_count.holds_count, verdict_count.analysis_count, warned.caution, coalesce(warned.is_hollow, FALSE) AS is_hollow
    , warned.caution IS NOT NULL AS has_caution, labelled.known
    , compared.event = $event AND compared.event_kind = 'group' AND compared.drug_kind = 'ingredient' AS is_headline_drug
    , earlier_pairs.held > 0 AND coalesce(earlier.human_verdict, '') <> 'disproportionate' AS is_new
FROM signals.watch AS compared
LEFT JOIN signals.watch AS first
    ON compared.watchlist = first.watchlist
    AND compared.drug = first.drug
    AND compared.drug_kind = first.drug_kind
    AND compared.event = first.event
    AND compared.event_kind = first.event_kind
    AND first.analysis = $first_analysis
LEFT JOIN verdict_count
    ON compared.drug = verdict_count.drug
    AND compared.drug_kind = verdict_count.drug_kind
    AND compared.event = verdict_count.event
    AND compared.event_kind = verdict_count.event_kind
LEFT JOIN warned
    ON compared.drug = warned.drug
    AND compared.drug_kind = warned.drug_kind
    AND compared.event = warned.event
    AND compared.event_kind = warned.event_kind
LEFT JOIN labelled
    ON compared.drug = labelled.drug AND compared.drug_kind = 'ingredient'
    AND compared.event = labelled.event AND compared.event_kind = 'group'
CROSS JOIN earlier_pairs
LEFT JOIN earlier
    ON compared.drug = earlier.drug
    AND compared.drug_kind = earlier.drug_kind
    AND compared.event = earlier.event
    AND compared.event_kind = earlier.event_kind
LEFT JOIN signals.watch_group AS named
    ON compared.watchlist = named.watchlist AND compared.event = named.term_group AND compared.event_kind = 'group'
WHERE compared.watchlist = $watchlist AND compared.analysis = $analysis AND compared.human_verdict = 'disproportionate' AND compared.a > 0
ORDER BY compared.event <> $event, NOT is_new, warned.caution IS NOT NULL, compared.drug_kind <> 'ingredient', compared.event_kind ASC
    , compared.ic_lower DESC NULLS LAST, compared.drug ASC, compared.drug_kind ASC, compared.event ASC
