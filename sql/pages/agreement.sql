-- What animals and people say of a drug, by event group
SELECT drug, drug_kind, event, animal_verdict, human_verdict, primary_verdict, agreement, remark, certainty
    , certainty_reasons, sentence, caveat
FROM evidence.agreement
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY event
