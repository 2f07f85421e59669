-- Criterion of the watchlist
-- Grain:  one row per named criterion: what it compares with
-- Policy: the thresholds of the papers (docs/methods.md, Criteria) unless the watchlist sets its own; signals.pair keeps those of
--         the papers (meta.threshold)
SELECT protocol.name AS watchlist
    , unnest([
        {
            criterion: 'is_evans'
            , threshold: own.prr
            , rule: format('PRR >= {:g}, chi-square (Yates) >= {:g} and a >= {}', own.prr, own.chi_square, own.minimum_cases)
        }
        , {
            criterion: 'is_ror'
            , threshold: own.ror_lower
            , rule: format('ror_lower > {:g} and a >= {}', own.ror_lower, own.minimum_cases)
        }
        , {criterion: 'is_ic', threshold: own.ic_lower, rule: format('ic_lower > {:g}', own.ic_lower)}
        , {criterion: 'is_ebgm', threshold: own.ebgm_lower, rule: format('ebgm_lower_least >= {:g}', own.ebgm_lower)}
        , {
            criterion: 'disproportionate'
            , threshold: NULL
            , rule: format(
                'ic_lower > {:g}, ror_lower > {:g} (or b = 0 or c = 0) and a >= {}; against a restricted comparator the exact '
                || 'lower limit of the odds ratio > {:g} and a >= {}'
                , own.ic_lower, own.ror_lower, own.minimum_cases, own.ror_lower, own.minimum_cases
            )
        }
    ], recursive := TRUE)
FROM watchlist.criteria AS own
CROSS JOIN watchlist.protocol AS protocol
