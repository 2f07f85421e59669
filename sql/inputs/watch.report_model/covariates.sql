-- The columns of the model
SELECT DISTINCT kind, covariate
FROM watch.model_trait
ORDER BY ALL
