-- Event spelling
-- Grain:  one row per spelling of a preferred term as written, with the number of the term it is a spelling of
WITH spelling AS (
    SELECT event_text
        , CAST(sum(record_count) AS BIGINT) AS record_count
    FROM names.reported_event
    GROUP BY event_text
)

SELECT event_text
    , readable(event_text) AS readable_pt
    , lower(readable(event_text)) AS lower_pt
    , record_count
    , CAST(dense_rank() OVER (ORDER BY lower(readable(event_text))) AS INTEGER) AS event_id
FROM spelling
WHERE readable(event_text) IS NOT NULL
