-- Event spelling
-- Grain:  one row per spelling of a preferred term as FDA wrote it, with the number of the term it is a spelling of
-- Reads:  names.reported_event
WITH spelling AS (
    SELECT pt
        , CAST(sum(record_count) AS BIGINT) AS record_count
    FROM names.reported_event
    GROUP BY pt
)

SELECT pt
    , readable(pt) AS readable_pt
    , lower(readable(pt)) AS lower_pt
    , record_count
    , CAST(dense_rank() OVER (ORDER BY lower(readable(pt))) AS INTEGER) AS event_id
FROM spelling
WHERE readable(pt) IS NOT NULL
