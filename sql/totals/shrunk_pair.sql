-- Pair with what other pairs have a part in
-- Grain:  one row per row of totals.pair, with its q-values, to which signals/tables/mgps.py adds EBGM
SELECT pair.ingredient_id
    , pair.event_id
    , pair.a
    , pair.b
    , pair.c
    , pair.d
    , pair.expected
    , pair.prr
    , pair.prr_lower
    , pair.prr_upper
    , pair.chi_square
    , pair.chi_square_yates
    , pair.ror
    , pair.ror_lower
    , pair.ror_upper
    , pair.ic
    , pair.ic_lower
    , pair.ic_upper
    , pair.is_evans
    , pair.is_ror
    , pair.is_ic
    , pair.expected_stratified
    , pair.p_midp
    , corrected.q_value
    , corrected.q_value_by
    , pair.is_matched
FROM totals.pair AS pair
LEFT JOIN totals.pair_q AS corrected USING (ingredient_id, event_id)
