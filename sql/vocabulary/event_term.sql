-- Event term
-- Grain:  one row per preferred term, whatever its letter case: the spelling it is shown in
-- Reads:  staging.reac
-- Policy: the commonest spelling that begins with a capital and is not all capitals (FAERS); a term that only AERS
--         wrote, all in capitals, is put into sentence case
WITH spelling AS (
    SELECT pt
        , count(*) AS record_count
    FROM staging.reac
    WHERE pt IS NOT NULL
    GROUP BY pt
)

, ranked AS (
    SELECT lower(pt) AS lower_pt
        , pt
        , (left(pt, 1) != lower(left(pt, 1)) AND pt != upper(pt)) AS is_faers_spelling
        , record_count
    FROM spelling
)

SELECT lower_pt
    , CASE WHEN bool_or(is_faers_spelling)
        THEN arg_max(pt, (record_count, pt)) FILTER (is_faers_spelling)
        ELSE upper(left(lower_pt, 1)) || lower_pt[2:]
    END AS event_pt
    , CAST(row_number() OVER (ORDER BY lower_pt) AS INTEGER) AS event_id
FROM ranked
GROUP BY lower_pt
