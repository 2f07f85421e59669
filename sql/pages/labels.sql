-- Sentences of US labels that name a watched event
SELECT ingredient AS drug, section, sentence, brand_names, manufacturer, effective_date, label_state
FROM evidence.label
WHERE watchlist = $watchlist AND ingredient IN $drugs
ORDER BY effective_date DESC, section ASC
