-- MGPS prior
-- Grain:  one row: the prior that EBGM rests on, or why there is none, and what every start of the fit reached
SELECT alpha1
    , beta1
    , alpha2
    , beta2
    , p
    , log_likelihood
    , prior_kind
    , penalised_because
    , rivals
    , refusal
    , starts
FROM totals.prior
