-- Probable pair
-- Grain:  one row per pair of cases that are probable duplicates of each other
-- Policy: docs/decisions/0003-duplicates.md: a probability of 0.95 or more (linkage.pattern)
SELECT caseid
    , other_caseid
    , match_weight
    , events
    , drugs
    , event_date
    , age
    , start_date
    , sex
    , weight
    , country
    , number
FROM linkage.comparison
INNER JOIN linkage.pattern USING (rarity, events, drugs, event_date, age, start_date, sex, weight, country, number)
WHERE rules != [0]
