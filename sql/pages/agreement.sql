-- What animals and people say of a drug, by event group
SELECT event, animal_verdict, human_verdict, primary_verdict, agreement, remark, certainty, sentence, caveat
FROM evidence.agreement
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event
