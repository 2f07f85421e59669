-- The commonest drug texts that became an ingredient, and by which rule
SELECT drugname, match_rule, count(*) AS records
FROM faers.case_drug
WHERE ingredient = $drug
GROUP BY drugname, match_rule
ORDER BY records DESC, drugname ASC, match_rule ASC
LIMIT 50
