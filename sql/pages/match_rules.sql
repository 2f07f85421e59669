-- Drug records by the rule that named their ingredient
SELECT coalesce(match_rule, 'no drug named') AS match_rule, count(*) AS records, count(DISTINCT caseid) AS cases
FROM faers.case_drug
GROUP BY ALL
ORDER BY records DESC
