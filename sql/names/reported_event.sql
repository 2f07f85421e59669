-- Event spelling of a quarter
-- Grain:  one row per spelling of a preferred term in a quarter, with its number of rows
SELECT event_text
    , count(*) AS record_count
FROM staging.report_event
WHERE event_text IS NOT NULL
GROUP BY event_text
