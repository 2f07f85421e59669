-- Pair
-- Grain:  one row per suspect ingredient x preferred term with at least one counted case
SELECT ingredient.ingredient
    , term.event_pt
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
    , pair.ebgm
    , pair.ebgm_lower
    , pair.ebgm_upper
    , pair.ebgm_lower_least
    , pair.ebgm_lower_most
    , pair.is_evans
    , pair.is_ror
    , pair.is_ic
    , pair.is_ebgm
    , pair.expected_stratified
    , pair.probability_above_1_5
    , pair.probability_above_2
    , pair.p_midp
    , pair.q_value
    , pair.q_value_by
    , pair.is_q
    , pair.is_matched
FROM totals.shrunk_pair AS pair
INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
INNER JOIN names.event_term AS term USING (event_id)
ORDER BY ingredient.ingredient, term.event_pt
