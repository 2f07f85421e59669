-- signals.pair of the publication before, with the run that published it
WITH replaced AS (
    SELECT run_id, published_at, list_max(quarters) AS last_quarter FROM previous.meta.run
    WHERE run_id = $run_id
)

SELECT replaced.*, pair.*
FROM previous.signals.pair AS pair
CROSS JOIN replaced
ORDER BY pair.ingredient, pair.event_pt
