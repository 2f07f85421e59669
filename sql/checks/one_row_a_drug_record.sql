-- a drug record has one row an ingredient in faers.case_drug
SELECT caseid, drug_seq, ingredient, count(*) AS row_count
FROM faers.case_drug
GROUP BY caseid, drug_seq, ingredient
HAVING count(*) > 1
