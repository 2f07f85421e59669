-- The quarter in which each criterion first held
SELECT event, analysis, first_case_quarter AS "first case", first_evans_quarter AS "Evans"
    , first_ror_quarter AS "ROR", first_ic_quarter AS "IC", first_signal_quarter AS disproportionate
    , is_signal_now AS now
FROM signals.watch_first WHERE drug = $drug AND first_case_quarter IS NOT NULL
ORDER BY event_kind ASC, event ASC, analysis DESC
