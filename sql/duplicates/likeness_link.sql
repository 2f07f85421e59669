-- Likeness link
-- Grain:  one row per case x group of cases that the rule `aeolus` calls the same report
-- Policy: docs/decisions/0003-duplicates.md. Banda 2016, Sci Data 3:160026: same event date as written, age and unit, sex,
--         country, set of drugs and set of reactions, none unknown
WITH unglued AS (
    -- One sender's many reports of one product share a date known only to the month or year without being one report
    -- (373 such groups in 2026Q2 on 1 January or a shorter date alone, as open-altio measured).
    SELECT caseid
        , likeness
    FROM duplicates.likeness
    QUALIFY NOT (has_padded_date AND count(*) OVER (PARTITION BY likeness, sender) >= 8)
)

SELECT caseid
    , 'aeolus' AS rule
    , likeness AS group_key
FROM unglued
QUALIFY count(*) OVER (PARTITION BY likeness) > 1
