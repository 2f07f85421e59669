-- What animals and people say of a drug, by event group
SELECT event AS "event group", animal_verdict AS animals, human_verdict AS people
    , primary_verdict AS "people, all reports", agreement AS together, myelin_agreement AS "by studies of harm alone"
    , certainty, remark
FROM evidence.agreement WHERE drug = $drug ORDER BY caveat IS NULL, event
