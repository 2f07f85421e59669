-- How many changes of the evidence on a drug are recorded
SELECT count(*) FROM evidence.change WHERE list_contains(drugs, $drug)
