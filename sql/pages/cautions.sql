-- What to know of each event that stands out with a drug, the worst first
SELECT drug, drug_kind, event, event_kind, analysis, caution, is_hollow, rests_on
FROM signals.watch_caution
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY event_kind ASC, event ASC, analysis DESC, place ASC
