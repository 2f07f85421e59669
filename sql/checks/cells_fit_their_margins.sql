-- the cells of every pair fit the cases of its ingredient, of its event, and N
WITH ingredient AS (
    SELECT ingredient, count(*) AS case_count
    FROM faers.suspect
    GROUP BY ingredient
)

, event AS (
    SELECT event.event_pt, count(*) AS case_count
    FROM faers.case_event AS event
    SEMI JOIN (SELECT caseid FROM faers.cases WHERE is_counted) AS counted USING (caseid)
    GROUP BY event.event_pt
)

, total AS (
    SELECT count(*) AS case_count
    FROM faers.cases
    WHERE is_counted
)

SELECT pair.ingredient, pair.event_pt, pair.a, pair.b, pair.c, pair.d
FROM signals.pair AS pair
CROSS JOIN total
LEFT JOIN ingredient USING (ingredient)
LEFT JOIN event USING (event_pt)
WHERE pair.a < 1 OR pair.b < 0 OR pair.c < 0 OR pair.d < 0
    OR pair.a + pair.b IS DISTINCT FROM ingredient.case_count
    OR pair.a + pair.c IS DISTINCT FROM event.case_count
    OR pair.a + pair.b + pair.c + pair.d != total.case_count
