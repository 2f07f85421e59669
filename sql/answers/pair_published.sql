-- What is published of a pair with a counted case and rests on all other pairs, too
SELECT ebgm, ebgm_lower, ebgm_upper, q_value, q_value_by, is_matched
FROM signals.pair
WHERE ingredient = $ingredient AND event_pt = $event_pt
