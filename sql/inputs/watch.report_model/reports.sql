-- The reports of the model, in the order of their positions
SELECT is_event, -ln(drawn_share) AS draw_offset
FROM watch.model_case
ORDER BY position
