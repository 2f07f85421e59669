-- Published reports on people and a drug
SELECT kind, year, citation, case_count, finding, direction, seen_level
FROM evidence.human_report
WHERE ingredient = $drug
ORDER BY year, citation
