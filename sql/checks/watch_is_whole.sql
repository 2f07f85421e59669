-- every watched drug has a row for every watched event in every analysis, and no cell is negative
WITH combination AS (
    SELECT watchlist, drug, drug_kind, count(*) AS row_count
    FROM signals.watch
    GROUP BY watchlist, drug, drug_kind
)

SELECT watchlist, drug, drug_kind, row_count
FROM combination
QUALIFY row_count != max(row_count) OVER (PARTITION BY watchlist)
UNION ALL
SELECT watchlist, drug, event || ' ' || analysis, least(a, b, c, d)
FROM signals.watch
WHERE least(a, b, c, d) < 0 OR a + b + c + d != case_count
