-- Which spellings became imatinib, and by which rule?
SELECT drugname
    , prod_ai
    , match_rule
    , count(*) AS records
    , count(DISTINCT caseid) AS cases
FROM faers.case_drug
WHERE ingredient = 'imatinib'
GROUP BY drugname, prod_ai, match_rule
ORDER BY records DESC, drugname ASC, prod_ai ASC;
