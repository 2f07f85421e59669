-- All measures and criteria of one 2x2 table as a row, as signals.pair has them, and the verdict; undefined is NULL. For many tables,
-- join it sideways. has_restricted_comparator := TRUE where the drug is compared with chosen drugs. Grain: one row
-- Example: SELECT pair.event_pt, scores.* FROM signals.pair, pair_scores(pair.a, pair.b, pair.c, pair.d) AS scores LIMIT 3
CREATE MACRO pair_scores(a, b, c, d, has_restricted_comparator := FALSE) AS TABLE
    WITH measured AS (
        SELECT expected_cases(a, b, c, d) AS expected
            , prr(a, b, c, d) AS prr
            , prr(a, b, c, d) / prr_factor(a, b, c, d) AS prr_lower
            , prr(a, b, c, d) * prr_factor(a, b, c, d) AS prr_upper
            , pow(
                (cell_count(a) * cell_count(d) - cell_count(b) * cell_count(c))
                / nullif(cell_count(a) + cell_count(b) + cell_count(c) + cell_count(d), 0)
                , 2
            ) * chi_square_factor(a, b, c, d) AS chi_square
            , pow(yates_deviation(a, b, c, d), 2) * chi_square_factor(a, b, c, d) AS chi_square_yates
            , ror(a, b, c, d) AS ror
            , ror(a, b, c, d) / ror_factor(a, b, c, d) AS ror_lower
            , ror(a, b, c, d) * ror_factor(a, b, c, d) AS ror_upper
            , ic(a, b, c, d) AS ic
            , ic_lower(a, b, c, d) AS ic_lower
            , ic_upper(a, b, c, d) AS ic_upper
    )

    SELECT measured.*
        , is_evans(a, measured.prr, measured.chi_square_yates) AS is_evans
        , is_ror(a, measured.ror_lower) AS is_ror
        , is_ic(measured.ic_lower) AS is_ic
        , human_verdict(
            a, b, c, d, measured.expected, measured.ic_lower, measured.ic_upper, measured.ror_lower
            , has_restricted_comparator := has_restricted_comparator
        ) AS human_verdict
    FROM measured;
