-- What is left of a signal when the reports of its largest sender are left out of all four cells?
-- Reports that came without a company count under 'sent by no company'.
WITH counted AS (
    SELECT caseid
        , coalesce(sender, 'sent by no company') AS sender
    FROM faers.cases
    WHERE is_counted
)

, case_row AS (
    SELECT counted.sender
        , suspect.caseid IS NOT NULL AS has_drug
        , reaction.caseid IS NOT NULL AS has_event
    FROM counted
    LEFT JOIN (SELECT caseid FROM faers.suspect WHERE ingredient = 'imatinib') AS suspect USING (caseid)
    LEFT JOIN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis') AS reaction USING (caseid)
)

, largest AS (
    SELECT sender
    FROM case_row
    WHERE has_drug AND has_event
    GROUP BY sender
    ORDER BY count(*) DESC, sender
    LIMIT 1
)

, cells AS (
    SELECT 'all reports' AS kept
        , case_row.has_drug
        , case_row.has_event
    FROM case_row
    UNION ALL
    SELECT 'without ' || largest.sender
        , case_row.has_drug
        , case_row.has_event
    FROM case_row
    INNER JOIN largest ON case_row.sender != largest.sender
)

, tables AS (
    SELECT kept
        , count(*) FILTER (has_drug AND has_event) AS a
        , count(*) FILTER (has_drug AND NOT has_event) AS b
        , count(*) FILTER (NOT has_drug AND has_event) AS c
        , count(*) FILTER (NOT has_drug AND NOT has_event) AS d
    FROM cells
    GROUP BY kept
)

SELECT tables.*
    , scores.ror
    , scores.ror_lower
    , scores.ic_lower
FROM tables
CROSS JOIN LATERAL pair_scores(tables.a, tables.b, tables.c, tables.d) AS scores
ORDER BY tables.kept;
