-- Cases of every ingredient by stratum; place: the stratum's place among all, from 0
SELECT ingredient_id AS id, place, total.case_count
FROM totals.ingredient_stratum AS total
INNER JOIN (
    SELECT stratum_id, row_number() OVER (ORDER BY stratum_id) - 1 AS place FROM totals.stratum
) AS numbered USING (stratum_id)
ORDER BY ALL
