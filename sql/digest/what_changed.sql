-- Watched pairs that are new, gone, strengthened, weakened or have more cases since another publication, hollow counts last
WITH before AS (SELECT * FROM history.watch WHERE watchlist = $watchlist AND run_id = $run_id)

, now AS (SELECT * FROM signals.watch WHERE watchlist = $watchlist)

, compared AS (
    SELECT drug, drug_kind, event, event_kind, analysis
        , before.a AS a_before, now.a AS a_now
        , before.expected AS expected_before, now.expected AS expected_now
        , before.ic AS ic_before, now.ic AS ic_now
        , before.ic_lower AS ic_lower_before, now.ic_lower AS ic_lower_now
        , before.ic_upper AS ic_upper_before, now.ic_upper AS ic_upper_now
        , before.human_verdict AS verdict_before, now.human_verdict AS verdict_now
        , coalesce(verdict_before = 'disproportionate', FALSE) AS was
        , coalesce(verdict_now = 'disproportionate', FALSE) AS is_now
        , ic_lower_now - ic_lower_before AS shift
    FROM before
    FULL JOIN now USING (drug, drug_kind, event, event_kind, analysis)
    WHERE analysis IN ($analysis, $first_analysis)
)

, warned AS (
    SELECT drug, drug_kind, event, event_kind
        , arg_min(caution, place) AS caution
        , bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis
    GROUP BY drug, drug_kind, event, event_kind
)

SELECT CASE
        WHEN is_now AND NOT was THEN 'new'
        WHEN was AND NOT is_now THEN 'gone'
        WHEN was AND shift >= $clear_change THEN 'strengthened'
        WHEN was AND shift <= -$clear_change THEN 'weakened'
        WHEN was AND a_now > a_before THEN 'more cases'
    END AS change
    , compared.drug, compared.drug_kind, compared.event, compared.event_kind, analysis, a_before, a_now, expected_before, expected_now
    , ic_before, ic_now, ic_lower_before, ic_lower_now, ic_upper_before, ic_upper_now, verdict_before, verdict_now
    , coalesce(named.title, compared.event) AS event_words
    , analysis = $analysis AS is_compared
    , event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AS is_headline_drug
    , CASE WHEN is_now THEN warned.caution END AS caution
    , coalesce(is_now AND warned.is_hollow, FALSE) AS is_hollow
FROM compared
LEFT JOIN warned USING (drug, drug_kind, event, event_kind)
LEFT JOIN signals.watch_group AS named
    ON compared.event = named.term_group AND compared.event_kind = 'group' AND named.watchlist = $watchlist
WHERE change IS NOT NULL
ORDER BY NOT is_compared, NOT is_headline_drug, is_hollow ASC, event <> $event, event_kind ASC, drug_kind <> 'ingredient'
    , list_position(['new', 'strengthened', 'more cases', 'gone', 'weakened'], change) ASC
    , ic_lower_now DESC NULLS LAST, drug ASC, drug_kind ASC, event ASC
