-- Watched ingredients by how animals and people agree
SELECT agreement, count(*) AS drugs
FROM evidence.agreement
WHERE watchlist = $watchlist AND event = $event AND drug_kind = 'ingredient'
GROUP BY agreement
ORDER BY drugs DESC, agreement ASC
