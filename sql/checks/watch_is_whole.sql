-- every watched drug has a row for every watched event in every analysis, and no cell is negative
WITH combination AS (
    SELECT drug, drug_kind, count(*) AS row_count
    FROM signals.watch
    GROUP BY drug, drug_kind
)

SELECT drug, drug_kind, row_count
FROM combination
WHERE row_count != (SELECT max(row_count) FROM combination)
UNION ALL
SELECT drug, event || ' ' || analysis, least(a, b, c, d)
FROM signals.watch
WHERE least(a, b, c, d) < 0 OR a + b + c + d != case_count
