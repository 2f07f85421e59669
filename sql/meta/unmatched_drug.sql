-- Unmatched drug
-- Grain:  one row per drug text that no rule could match, as it stands for an ingredient, the most frequent first
SELECT ingredient AS drug_text
    , count(*) AS record_count
    , count(DISTINCT caseid) AS case_count
FROM faers.case_drug
WHERE match_rule = 'text'
GROUP BY ingredient
ORDER BY record_count DESC, case_count DESC, drug_text ASC
