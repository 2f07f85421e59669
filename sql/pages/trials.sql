-- Trials of a drug in the topic's disease
SELECT ingredient AS drug, trial, year, phase, conditions, participant_count, coalesce(registry_status, status) AS status, has_results
    , finding
FROM evidence.trial
WHERE watchlist = $watchlist AND ingredient IN $drugs
ORDER BY year, trial
