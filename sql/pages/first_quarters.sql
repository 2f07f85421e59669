-- The quarter in which each criterion first held
SELECT drug, drug_kind, event, event_kind, analysis, first_case_quarter, first_evans_quarter, first_ror_quarter, first_ic_quarter
    , first_signal_quarter, is_signal_now, quarters_without_signal_since
FROM signals.watch_first
WHERE watchlist = $watchlist AND drug IN $drugs AND first_case_quarter IS NOT NULL
ORDER BY event_kind ASC, event ASC, analysis DESC
