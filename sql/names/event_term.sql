-- Event term
-- Grain:  one row per preferred term, whatever its letter case: the spelling it is shown in
-- Policy: the commonest spelling that begins with a capital and is not all capitals; a term that was only ever written
--         all in capitals is put into sentence case
WITH spelling AS (
    SELECT event_id
        , lower_pt
        , readable_pt
        , sum(record_count) AS record_count
    FROM names.event_spelling
    GROUP BY event_id, lower_pt, readable_pt
)

, ranked AS (
    SELECT *
        , left(readable_pt, 1) != lower(left(readable_pt, 1)) AND readable_pt != upper(readable_pt) AS is_faers_spelling
    FROM spelling
)

SELECT event_id
    , lower_pt
    , CASE WHEN bool_or(is_faers_spelling)
        THEN arg_max(readable_pt, (record_count, readable_pt)) FILTER (is_faers_spelling)
        ELSE upper(left(lower_pt, 1)) || lower_pt[2:]
    END AS event_pt
FROM ranked
GROUP BY event_id, lower_pt
