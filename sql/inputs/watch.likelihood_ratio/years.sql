-- The rows years of watch.likelihood_ratio
SELECT coalesce(year(cases.init_fda_date), 0) AS received
FROM watch.counted_case INNER JOIN faers.cases AS cases USING (caseid) ORDER BY case_number
