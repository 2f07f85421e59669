-- Published reports on people and a drug
SELECT kind, year, case_count AS people, direction AS "what it says", seen_level AS read, citation
FROM evidence.human_report WHERE ingredient = $drug ORDER BY year, citation
