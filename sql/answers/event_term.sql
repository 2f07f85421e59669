-- The preferred term of a name, whatever the letter case
SELECT event_pt FROM faers.event WHERE lower(event_pt) = lower(trim($text))
