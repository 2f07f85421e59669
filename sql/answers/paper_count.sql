-- How many papers found on a drug nobody has coded
SELECT count(*) FROM evidence.review_queue
WHERE list_contains(found_by, $drug) OR list_contains(compounds, $drug)
