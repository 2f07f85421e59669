-- Papers found on a drug that nobody has coded, in the order of the review queue, 25 at most
WITH paper AS (
    SELECT unnest(list_distinct(list_concat(found_by, compounds))) AS drug
        , queue_position, coalesce('PMID ' || pmid, publication) AS paper, year
        , suggested_model, suggested_regimen, suggested_direction
        , CASE WHEN retraction = 'none' THEN state ELSE retraction END AS state, title
    FROM evidence.review_queue
    WHERE watchlist = $watchlist
)

SELECT drug, queue_position AS place, paper, year, suggested_model, suggested_regimen, suggested_direction, state, title
FROM paper
WHERE drug IN $drugs
QUALIFY row_number() OVER (PARTITION BY drug ORDER BY queue_position) <= 25
ORDER BY queue_position
