-- The verdict on columns of signals.pair by the rules of signals.watch (docs/methods.md): disproportionate, not disproportionate,
-- too few reports or inconclusive. has_restricted_comparator := TRUE where the drug is compared with chosen drugs, not with all
-- other reports. NULL where a count is missing
-- Example: SELECT event_pt, human_verdict(a, b, c, d, expected, ic_lower, ic_upper, ror_lower) FROM signals.pair LIMIT 3
CREATE MACRO human_verdict(a, b, c, d, expected, ic_lower, ic_upper, ror_lower, has_restricted_comparator := FALSE) AS
    CASE
        WHEN a + b + c + d IS NULL THEN NULL
        WHEN CASE WHEN has_restricted_comparator
                THEN a >= (SELECT threshold.minimum_cases FROM meta.threshold AS threshold)
                    AND odds_ratio_tail(b, a, d, c, 1) < (SELECT threshold.tail_probability FROM meta.threshold AS threshold)
                ELSE a >= (SELECT threshold.minimum_cases FROM meta.threshold AS threshold)
                    AND is_ic(ic_lower)
                    AND (is_ror(a, ror_lower) OR b = 0 OR c = 0)
            END
            THEN 'disproportionate'
        WHEN ic_upper < (SELECT log2(threshold.ratio_to_see) FROM meta.threshold AS threshold)
            AND odds_ratio_tail(a, b, c, d, (SELECT threshold.ratio_to_see FROM meta.threshold AS threshold))
            < (SELECT threshold.tail_probability FROM meta.threshold AS threshold)
            THEN 'not disproportionate'
        WHEN coalesce(expected < (SELECT threshold.expected_needed FROM meta.threshold AS threshold), TRUE)
            THEN 'too few reports'
        ELSE 'inconclusive'
    END;
