-- Suspect ingredient of a drug of a reference set
-- Grain:  one row per drug that has one
-- Input:  wanted_drug, the names to find
-- Policy: the ingredient of that name, whatever the letter case; else the only one that more than half of the drug
--         records carry whose prod_ai or verbatim name is that text ("lithium citrate": lithium)
WITH exact AS (
    SELECT DISTINCT wanted.drug, suspect.ingredient
    FROM temp.wanted_drug AS wanted INNER JOIN faers.suspect AS suspect ON suspect.ingredient = lower(wanted.drug)
)

, other AS (SELECT drug, upper(drug) AS text FROM temp.wanted_drug ANTI JOIN exact USING (drug))

, record AS (  -- drug records with that text in one of two fields; two joins, because one with OR is no hash join
    SELECT other.drug, case_drug.caseid, case_drug.drug_seq, case_drug.ingredient
    FROM other INNER JOIN faers.case_drug AS case_drug ON upper(case_drug.prod_ai) = other.text
    UNION
    SELECT other.drug, case_drug.caseid, case_drug.drug_seq, case_drug.ingredient
    FROM other INNER JOIN faers.case_drug AS case_drug ON upper(case_drug.drugname) = other.text
)

, total AS (SELECT drug, count(DISTINCT row(caseid, drug_seq)) AS records FROM record GROUP BY drug)

, meant AS (
    SELECT record.drug, record.ingredient
    FROM record INNER JOIN total USING (drug)
    SEMI JOIN faers.suspect USING (ingredient)
    GROUP BY record.drug, record.ingredient
    HAVING count(DISTINCT row(caseid, drug_seq)) > 0.5 * any_value(total.records)
)

SELECT drug, ingredient FROM exact
UNION ALL
SELECT drug, any_value(ingredient) FROM meant GROUP BY drug HAVING count(*) = 1
