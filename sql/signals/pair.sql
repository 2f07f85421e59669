-- Pair
-- Grain:  one row per suspect ingredient x preferred term with at least one counted case
SELECT ingredient.ingredient
    , term.event_pt
    , pair.a
    , pair.b
    , pair.c
    , pair.d
    , score.expected
    , score.prr
    , score.prr_lower
    , score.prr_upper
    , score.chi_square
    , score.chi_square_yates
    , score.ror
    , score.ror_lower
    , score.ror_upper
    , score.ic
    , score.ic_lower
    , score.ic_upper
    , shrunk.ebgm
    , shrunk.ebgm_lower
    , shrunk.ebgm_upper
    , shrunk.ebgm_lower_least
    , shrunk.ebgm_lower_most
    , score.is_evans
    , score.is_ror
    , score.is_ic
    , CASE WHEN mgps.refusal IS NULL THEN coalesce(shrunk.is_ebgm, FALSE) END AS is_ebgm
    , expectation.expected_stratified
    , shrunk.probability_above_1_5
    , shrunk.probability_above_2
    , corrected.p_midp
    , corrected.q_value
    , corrected.q_value_by
    , corrected.is_q
    , ingredient.is_matched
FROM totals.pair AS pair
INNER JOIN totals.pair_score AS score USING (ingredient_id, event_id)
INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
INNER JOIN totals.pair_expected AS expectation USING (ingredient_id, event_id)
INNER JOIN totals.pair_q AS corrected USING (ingredient_id, event_id)
LEFT JOIN totals.pair_ebgm AS shrunk USING (ingredient_id, event_id)
CROSS JOIN totals.prior AS mgps
INNER JOIN names.event_term AS term USING (event_id)
ORDER BY ingredient.ingredient, term.event_pt
