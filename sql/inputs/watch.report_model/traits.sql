-- Which covariates each report has, by the place of both
SELECT trait.position, numbered.code
FROM watch.model_trait AS trait
INNER JOIN (
    SELECT kind, covariate, CAST(row_number() OVER (ORDER BY kind, covariate) - 1 AS INTEGER) AS code
    FROM (SELECT DISTINCT kind, covariate FROM watch.model_trait) AS trait
) AS numbered USING (kind, covariate)
