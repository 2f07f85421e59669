-- Preferred terms that come near a text
SELECT event_pt FROM faers.event
WHERE damerau_levenshtein(lower(event_pt), $text) <= greatest(1, length($text) // 3)
    OR (length($text) >= 4 AND contains(lower(event_pt), $text))
ORDER BY damerau_levenshtein(lower(event_pt), $text), case_count DESC, event_pt ASC LIMIT 3
