-- The reports of the model, in the order of their numbers
SELECT case_number, is_event, -ln(drawn_share) AS draw_offset, age, sex, reporter, year_received
FROM watch.model_case
ORDER BY case_number
