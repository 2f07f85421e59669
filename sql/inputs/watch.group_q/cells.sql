-- The rows cells of watch.group_q: watched ingredients x event groups x analyses that compare whole tables
SELECT drug, event, analysis, a, b, c, d
FROM watch.cells
WHERE drug_kind = 'ingredient' AND event_kind = 'group' AND NOT is_adjusted AND reason IS NULL
    AND a + b > 0 AND c + d > 0 AND a + c > 0 AND b + d > 0
ORDER BY ALL
