-- What the agreement of each event group with a caveat rests on
SELECT event || ': ' || sentence, coalesce(certainty_reasons, []), caveat
FROM evidence.agreement WHERE drug = $drug AND caveat IS NOT NULL ORDER BY event
