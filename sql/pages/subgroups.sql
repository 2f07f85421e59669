-- The compared event group within subgroups, and one test a factor of whether they differ
SELECT drug, drug_kind, factor, subgroup, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, is_tested AS tested
    , interaction_p AS "p of interaction"
FROM signals.watch_subgroup
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY factor, place
