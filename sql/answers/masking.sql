-- A watched drug without the reports of the drugs that mask the event
SELECT event, analysis, ror AS "ROR"
    , (ror_unmasked, ror_lower_unmasked, ror_upper_unmasked) AS "ROR without them (95%)"
    , CASE
        WHEN is_masked THEN 'masked'
        WHEN human_verdict = human_verdict_unmasked THEN 'same verdict'
        ELSE human_verdict || ' -> ' || human_verdict_unmasked
    END AS verdict
    , masking_drugs AS "masking drugs"
FROM signals.watch_masking
WHERE drug = $drug AND a > 0 AND len(masking_drugs) > 0 AND (event_kind = 'group' OR is_masked)
ORDER BY event_kind ASC, event ASC, (SELECT place FROM signals.watch_analysis AS listed WHERE listed.analysis = watch_masking.analysis)
