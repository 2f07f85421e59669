-- A watched drug before and after the event's masking drugs leave the comparator
SELECT drug, drug_kind, event, event_kind, analysis, a, ror, ror_lower, ic, ic_lower
    , ror_unmasked, ror_lower_unmasked AS ror_unmasked_lower, ror_upper_unmasked AS ror_unmasked_upper
    , ic_unmasked, ic_lower_unmasked AS ic_unmasked_lower, ic_upper_unmasked AS ic_unmasked_upper
    , human_verdict, human_verdict_unmasked, is_masked, masking_drugs
FROM signals.watch_masking
WHERE watchlist = $watchlist AND drug IN $drugs AND a > 0 AND len(masking_drugs) > 0
    AND (event_kind = 'group' OR is_masked)
ORDER BY event_kind ASC, event ASC, analysis DESC
