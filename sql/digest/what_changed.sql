-- Watched pairs that are new, gone, strengthened, weakened or have more cases since another publication
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

SELECT CASE
        WHEN is_now AND NOT was THEN 'new'
        WHEN was AND NOT is_now THEN 'gone'
        WHEN was AND shift >= $clear_change THEN 'strengthened'
        WHEN was AND shift <= -$clear_change THEN 'weakened'
        WHEN was AND a_now > a_before THEN 'more cases'
    END AS change
    , drug, drug_kind, event, event_kind, analysis, a_before, a_now, expected_before, expected_now
    , ic_before, ic_now, ic_lower_before, ic_lower_now, ic_upper_before, ic_upper_now, verdict_before, verdict_now
FROM compared
WHERE change IS NOT NULL
ORDER BY analysis <> $analysis, event <> $event, event_kind ASC, drug_kind <> 'ingredient'
    , list_position(['new', 'strengthened', 'more cases', 'gone', 'weakened'], change) ASC
    , ic_lower_now DESC NULLS LAST, drug ASC, drug_kind ASC, event ASC
