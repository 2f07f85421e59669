-- Potential signals on a drug that a regulator published
SELECT ingredient AS drug, regulator, period, event, outcome, as_of, source
FROM evidence.regulator_signal
WHERE watchlist = $watchlist AND ingredient IN $drugs
ORDER BY as_of, event
