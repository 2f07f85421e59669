-- Answers of a watched drug's cases, and how many cases give them
SELECT drug, drug_kind, topic, value, case_count
FROM signals.watch_profile
WHERE watchlist = $watchlist AND drug IN $drugs AND event = $event AND event_kind = 'group'
ORDER BY topic ASC, case_count DESC, value ASC
