-- Sentences of US labels on animals that name a lesion of the topic
SELECT ingredient AS drug, sentence, words, exposure_margin, section, label_count, effective_date, coded_study_ids
FROM evidence.animal_finding
WHERE watchlist = $watchlist AND ingredient IN $drugs
ORDER BY words ASC, sentence ASC
