-- Sentences of US labels that name a demyelinating event
SELECT section, sentence, brand_names, manufacturer, effective_date, label_state
FROM evidence.label
WHERE ingredient = $drug
ORDER BY effective_date DESC, section ASC
