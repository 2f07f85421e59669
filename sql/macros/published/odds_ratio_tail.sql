-- Probability of a or fewer cases in a table with these margins, were its odds ratio odds_ratio: below 2.5% exactly where the upper
-- limit of R's fisher.test is below that odds ratio (Cornfield 1956). odds_ratio_tail(b, a, d, c, 1 / r) is that of a or more at r
-- Of the sums only terms within 25 roots of the smallest margin and 200 of a are added: a table with fixed margins has a standard
-- deviation of at most half that root, so that what is left out is below 1e-15 of the sum, or the probability is 0 or 1 to 1e-300.
-- Example: SELECT odds_ratio_tail(25, 1101, 62, 571385, 2)
CREATE MACRO odds_ratio_tail(a, b, c, d, odds_ratio) AS
    list_transform(
        [[
            cell_count(a), cell_count(b), cell_count(c), cell_count(d), CAST(odds_ratio AS DOUBLE)
            , 200 + 25 * sqrt(least(
                cell_count(a) + cell_count(b), cell_count(c) + cell_count(d)
                , cell_count(a) + cell_count(c), cell_count(b) + cell_count(d)
            ))
        ]]
        , LAMBDA t: 1 / (
            1 + coalesce(list_sum(list_transform(
                range(1, 1 + CAST(least(t[2], t[3], t[6]) AS BIGINT))
                , LAMBDA j: exp(odds_ratio_weight(t[1], t[2], t[3], t[4], j, t[5]))
            )), 0) / list_sum(list_transform(
                range(-CAST(least(t[1], t[4], t[6]) AS BIGINT), 1)
                , LAMBDA j: exp(odds_ratio_weight(t[1], t[2], t[3], t[4], j, t[5]))
            ))
        )
    )[1];
