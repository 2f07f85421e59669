-- Sentences of US labels that name a watched event
SELECT section, words, count(DISTINCT set_id) AS labels, sentence
FROM evidence.label WHERE ingredient = $drug GROUP BY section, words, sentence ORDER BY section, words, sentence
