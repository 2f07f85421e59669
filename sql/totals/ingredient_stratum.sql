-- Ingredient by stratum
-- Grain:  one row per suspect ingredient x stratum with counted cases
SELECT counted.ingredient_id
    , stratum.stratum_id
    , CAST(sum(counted.case_count) AS BIGINT) AS case_count
FROM totals.ingredient_count AS counted
INNER JOIN totals.merged_stratum AS stratum USING (age_band, sex, receipt_year)
GROUP BY counted.ingredient_id, stratum.stratum_id
