-- The rows now of history.watch_case
SELECT CAST(NULL AS VARCHAR) AS run_id, watchlist, drug, drug_kind, event, event_kind, caseid, analyses
FROM signals.watch_case WHERE FALSE
