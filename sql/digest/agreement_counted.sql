-- Watched ingredients by how animals and people agree
SELECT string_agg(format('{:,} {}', drugs, agreement), ', ' ORDER BY drugs DESC, agreement ASC) AS kinds
FROM (
    SELECT agreement, count(*) AS drugs
    FROM evidence.agreement
    WHERE watchlist = $watchlist AND event = $event AND drug_kind = 'ingredient'
    GROUP BY agreement
)
HAVING count(*) > 0
