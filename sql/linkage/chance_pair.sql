-- Pair by chance
-- Grain:  one row per pair of cases that suspect the same ingredient, drawn from the cases without looking at anything else
-- Policy: within the cases of an ingredient, each is paired with the next one by a hash of its number: the same draw every time.
--         At most some 100,000 cases are drawn, and ingredients with 20 of them or more; pairs of a rarer one could be duplicates
WITH suspected AS (
    SELECT caseid
        , unnest(suspects) AS ingredient_id
    FROM linkage.description
    WHERE hash(caseid, 'drawn') % greatest(1, (SELECT count(*) FROM linkage.description) // 100000) = 0
)

, paired AS (
    SELECT caseid
        , lead(caseid) OVER (PARTITION BY ingredient_id ORDER BY hash(caseid), caseid) AS next_caseid
    FROM suspected
    QUALIFY count(*) OVER (PARTITION BY ingredient_id) >= 20
)

SELECT DISTINCT least(caseid, next_caseid) AS caseid
    , greatest(caseid, next_caseid) AS other_caseid
    , CAST(0 AS TINYINT) AS rule
FROM paired
WHERE next_caseid IS NOT NULL
