-- Likelihood-ratio test
-- Grain:  one row per watched ingredient x preferred term with at least one counted case
-- Policy: Huang 2011, JASA 106:1230-1241; the null is drawn by permuting whole cases' drug sets within year
SELECT ingredient.ingredient AS drug
    , term.event_pt
    , pair.a
    , pair.expected
    , test.log_likelihood_ratio
    , test.p_value
    , test.is_largest
    , test.is_lrt
    , test.draw_count
FROM watch.likelihood_ratio AS test
INNER JOIN totals.pair AS pair USING (ingredient_id, event_id)
INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
INNER JOIN names.event_term AS term USING (event_id)
ORDER BY ingredient.ingredient, term.event_pt
