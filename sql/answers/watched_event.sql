-- The watched event of exactly a name
SELECT DISTINCT event FROM signals.watch WHERE event = trim($text)
