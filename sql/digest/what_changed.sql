-- Watched pairs that are new, gone, strengthened or weakened since another publication
WITH before AS (SELECT * FROM history.watch WHERE run_id = $run_id)

, compared AS (
    SELECT drug, drug_kind, event, event_kind, analysis
        , before.a AS a_before, now.a AS a_now
        , before.expected AS expected_before, now.expected AS expected_now
        , before.ror AS ror_before, now.ror AS ror_now
        , before.ic_lower AS ic_lower_before, now.ic_lower AS ic_lower_now
        , before.human_verdict AS verdict_before, now.human_verdict AS verdict_now
        , coalesce(verdict_before = 'disproportionate', FALSE) AS was
        , coalesce(verdict_now = 'disproportionate', FALSE) AS is_now
        , ic_lower_now - ic_lower_before AS shift
    FROM before
    FULL JOIN signals.watch AS now USING (drug, drug_kind, event, event_kind, analysis)
    WHERE analysis IN ($analysis, $first_analysis)
)

SELECT CASE
        WHEN is_now AND NOT was THEN 'new'
        WHEN was AND NOT is_now THEN 'gone'
        WHEN was AND shift >= $clear_change THEN 'strengthened'
        WHEN was AND shift <= -$clear_change THEN 'weakened'
    END AS change
    , drug, drug_kind, event, event_kind, analysis, a_before, a_now, expected_before, expected_now
    , ror_before, ror_now, ic_lower_before, ic_lower_now, verdict_before, verdict_now
FROM compared
WHERE change IS NOT NULL
ORDER BY analysis, event <> $event, event_kind, change <> 'new', change, drug, drug_kind, event
