-- What the cases of a watched drug and event group say, the commonest values of each topic
WITH answer AS (
    SELECT topic, list(value || format(' {:,}', case_count) ORDER BY case_count DESC, value ASC) AS counts
        , count(*) - $shown AS rest
    FROM signals.watch_profile WHERE drug = $drug AND event = $event GROUP BY topic
)

SELECT topic
    , array_to_string(list_slice(counts, 1, $shown), ', ')
    || CASE WHEN rest > 0 THEN format(', and {} more', rest) ELSE '' END AS cases
FROM answer ORDER BY topic
