-- Papers found on a drug that nobody has coded, in the order of the review queue
SELECT CAST(queue_position AS VARCHAR) AS queue, coalesce('PMID ' || pmid, publication) AS paper, year
    , suggested_model AS "model?", suggested_regimen AS "regimen?", suggested_direction AS "direction?"
    , CASE WHEN retraction = 'none' THEN state ELSE retraction END AS state, title
FROM evidence.review_queue
WHERE list_contains(found_by, $drug) OR list_contains(compounds, $drug)
ORDER BY queue_position
LIMIT $shown
