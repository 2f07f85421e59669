-- The rows now of meta.run
SELECT publication.*, prior.refusal AS ebgm_refusal
FROM run.publication AS publication CROSS JOIN totals.prior AS prior
