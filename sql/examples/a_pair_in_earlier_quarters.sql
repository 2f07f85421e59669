-- How did one pair, watched or not, stand when fewer quarters were published?
-- Run with `nibwatch sql --history - < FILE`, which adds the view pair_history.
WITH published AS (
    SELECT run_id
        , last_quarter
        , a
        , expected
        , ror
        , ror_lower
        , ic
        , ic_lower
    FROM pair_history
    WHERE ingredient = 'imatinib' AND event_pt = 'Optic neuritis'
    UNION ALL
    SELECT newest.run_id
        , list_max(newest.quarters) AS last_quarter
        , pair.a
        , pair.expected
        , pair.ror
        , pair.ror_lower
        , pair.ic
        , pair.ic_lower
    FROM signals.pair AS pair
    CROSS JOIN (SELECT run_id, quarters FROM meta.run ORDER BY sequence DESC LIMIT 1) AS newest
    WHERE pair.ingredient = 'imatinib' AND pair.event_pt = 'Optic neuritis'
)

SELECT run_id
    , last_quarter
    , a
    , round(expected, 2) AS expected
    , round(ror, 2) AS ror
    , round(ror_lower, 2) AS ror_lower
    , round(ic, 2) AS ic
    , round(ic_lower, 2) AS ic_lower
FROM published
INNER JOIN meta.run USING (run_id)
ORDER BY sequence;
