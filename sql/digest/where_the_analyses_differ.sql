-- Drugs and events whose verdict depends on the analysis
SELECT drug, drug_kind, event, human_verdict, primary_verdict, remark
FROM evidence.agreement
WHERE watchlist = $watchlist AND remark IS NOT NULL
ORDER BY event <> $event, drug_kind <> 'ingredient', event, drug_kind, drug
