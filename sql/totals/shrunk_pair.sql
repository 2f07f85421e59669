-- Pair with what other pairs have a part in
-- Grain:  one row per row of totals.pair, with its q-values, to which signals/tables/mgps.py adds EBGM
SELECT pair.*
    , corrected.q_value
    , corrected.q_value_by
FROM totals.pair AS pair
LEFT JOIN totals.pair_q AS corrected USING (ingredient_id, event_id)
