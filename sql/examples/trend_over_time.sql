-- How did a signal grow, quarter by quarter of first receipt, all cases received until then counted together?
WITH case_row AS (
    SELECT year(cases.init_fda_date) || 'Q' || quarter(cases.init_fda_date) AS received
        , suspect.caseid IS NOT NULL AS has_drug
        , reaction.caseid IS NOT NULL AS has_event
    FROM faers.cases AS cases
    LEFT JOIN (SELECT caseid FROM faers.suspect WHERE ingredient = 'imatinib') AS suspect USING (caseid)
    LEFT JOIN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis') AS reaction USING (caseid)
    WHERE cases.is_counted
)

, quarterly AS (
    SELECT received
        , count(*) FILTER (has_drug AND has_event) AS a
        , count(*) FILTER (has_drug AND NOT has_event) AS b
        , count(*) FILTER (NOT has_drug AND has_event) AS c
        , count(*) FILTER (NOT has_drug AND NOT has_event) AS d
    FROM case_row
    GROUP BY received
)

, cumulative AS (
    SELECT received
        , CAST(sum(a) OVER (ORDER BY received) AS BIGINT) AS a
        , CAST(sum(b) OVER (ORDER BY received) AS BIGINT) AS b
        , CAST(sum(c) OVER (ORDER BY received) AS BIGINT) AS c
        , CAST(sum(d) OVER (ORDER BY received) AS BIGINT) AS d
    FROM quarterly
)

SELECT cumulative.*
    , scores.ror
    , scores.ror_lower
    , scores.ic
    , scores.ic_lower
FROM cumulative
CROSS JOIN LATERAL pair_scores(cumulative.a, cumulative.b, cumulative.c, cumulative.d) AS scores
ORDER BY cumulative.received;
