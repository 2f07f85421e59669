-- Drug texts that no rule turned into an ingredient, the most frequent first
SELECT drug_text, record_count, case_count
FROM meta.unmatched_drug
ORDER BY record_count DESC, drug_text ASC
LIMIT 100
