-- Preferred terms that hold a text, the most reported first
SELECT event_pt, case_count
FROM faers.event
WHERE contains(lower(event_pt), lower($text)) AND case_count > 0
ORDER BY case_count DESC, event_pt ASC
LIMIT $most
