-- Watched ingredients by how animals and people agree
SELECT agreement AS together, count(*) AS drugs, list(drug ORDER BY drug) AS names
FROM evidence.agreement
WHERE watchlist = $watchlist AND event = $event AND drug_kind = 'ingredient'
GROUP BY agreement
ORDER BY agreement
