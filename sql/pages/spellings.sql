-- The commonest drug texts that became an ingredient, and by which rule
SELECT ingredient AS drug, drugname, match_rule, count(*) AS records
FROM faers.case_drug
WHERE ingredient IN $drugs
GROUP BY ingredient, drugname, match_rule
QUALIFY row_number() OVER (PARTITION BY ingredient ORDER BY records DESC, drugname ASC, match_rule ASC) <= 50
ORDER BY records DESC, drugname ASC, match_rule ASC
