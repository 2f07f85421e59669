-- Watched ingredients x event groups in the compared analysis, to be pooled within their target class (none: ''), and x single terms
-- of the group that the topic is about, to be pooled within their drug; only those with reports to compare
SELECT cell.event_kind
    , CASE cell.event_kind WHEN 'group' THEN cell.event ELSE protocol.comparison_group END AS event_group
    , cell.drug
    , cell.event
    , CASE cell.event_kind WHEN 'group' THEN coalesce(target.drug, '') ELSE cell.drug END AS pooled_with
    , cell.a
    , cell.b
    , cell.c
    , cell.d
FROM watch.cells AS cell
INNER JOIN watchlist.protocol AS protocol ON cell.analysis = protocol.comparison_analysis
LEFT JOIN watchlist.drug AS target ON cell.drug = target.ingredient AND target.drug_kind = 'target_class'
LEFT JOIN watchlist.event AS term
    ON cell.event_kind = 'term' AND cell.event = term.event AND protocol.comparison_group = term.term_group
    AND term.event_kind = 'term'
WHERE cell.drug_kind = 'ingredient' AND cell.reason IS NULL AND cell.a + cell.b > 0 AND cell.a + cell.c > 0 AND cell.c + cell.d > 0
    AND (cell.event_kind = 'group' OR term.event IS NOT NULL)
ORDER BY ALL
