-- Does a signal hold in every age band, each compared within itself?
WITH case_row AS (
    SELECT CASE WHEN cases.age_years IS NULL THEN 'not reported'
            WHEN cases.age_years < 18 THEN 'below 18'
            WHEN cases.age_years < 45 THEN '18 to 44'
            WHEN cases.age_years < 65 THEN '45 to 64'
            ELSE '65 and over'
        END AS age_band
        , suspect.caseid IS NOT NULL AS has_drug
        , reaction.caseid IS NOT NULL AS has_event
    FROM faers.cases AS cases
    LEFT JOIN (SELECT caseid FROM faers.suspect WHERE ingredient = 'imatinib') AS suspect USING (caseid)
    LEFT JOIN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis') AS reaction USING (caseid)
    WHERE cases.is_counted
)

, tables AS (
    SELECT age_band
        , count(*) FILTER (has_drug AND has_event) AS a
        , count(*) FILTER (has_drug AND NOT has_event) AS b
        , count(*) FILTER (NOT has_drug AND has_event) AS c
        , count(*) FILTER (NOT has_drug AND NOT has_event) AS d
    FROM case_row
    GROUP BY age_band
)

SELECT tables.*
    , scores.ror
    , scores.ror_lower
    , scores.ic
    , scores.ic_lower
FROM tables
CROSS JOIN LATERAL pair_scores(tables.a, tables.b, tables.c, tables.d) AS scores
ORDER BY tables.age_band;
