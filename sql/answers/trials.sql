-- Trials of a drug in the topic's disease
SELECT trial, year, participant_count AS people, coalesce(registry_status, status) AS status
    , previous_status || ' until ' || status_changed_date AS before
    , coalesce(finding, citation) AS "finding or title"
FROM evidence.trial WHERE ingredient = $drug ORDER BY year, trial
