-- Answers of a watched drug's cases, and how many cases give them
SELECT topic, value, case_count
FROM signals.watch_profile
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY topic ASC, case_count DESC, value ASC
