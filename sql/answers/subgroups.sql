-- Subgroups of a factor in one line each, and the test of whether they differ
SELECT factor
    , string_agg(
        format('{}: {:,}{}', subgroup, a, coalesce(format(' (ROR {:.1f}, {:.1f} to {:.1f})', ror, ror_lower, ror_upper), ''))
        , '; ' ORDER BY place
    ) AS "cases of each subgroup"
    , coalesce(format('{:.2g}', any_value(interaction_p)), 'too few to test') AS "p of interaction"
FROM signals.watch_subgroup
WHERE drug = $drug AND a + b > 0
GROUP BY factor
HAVING sum(a) > 0
ORDER BY factor
