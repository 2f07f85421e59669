-- Block of a case, of a quarter
-- Grain:  one row per counted case x rule whose fields it knows: the key that it shares with the cases it is compared with
-- Policy: docs/decisions/0003-duplicates.md lists the rules. least_ and most_ name a drug and an event of the case by the order
--         of hashes, so that two cases that share most of theirs are likely to agree on it. Rules that tell little are held to
--         one year of first receipt, so that their blocks do not grow with the years
WITH described AS (
    SELECT *
        , list_min(list_transform(suspects, LAMBDA one: hash(one))) AS least_suspect
        , list_max(list_transform(suspects, LAMBDA one: hash(one))) AS most_suspect
        , list_min(list_transform(events, LAMBDA one: hash(one))) AS least_event
        , list_max(list_transform(events, LAMBDA one: hash(one))) AS most_event
        , age_years IS NOT NULL AND sex IS NOT NULL AS has_patient
        , sex IS NOT NULL AND country IS NOT NULL AS has_place
    FROM linkage.description
)

, keyed AS (
    SELECT caseid
        , unnest([
            {rule: 1, block_key: CASE WHEN has_patient AND event_date IS NOT NULL THEN hash(1, event_date, age_years, sex) END}
            , {rule: 2, block_key: CASE WHEN has_patient THEN hash(2, suspects, events, age_years, sex) END}
            , {rule: 3, block_key: CASE WHEN event_date IS NOT NULL THEN hash(3, suspects, events, event_date) END}
            , {rule: 4, block_key: CASE WHEN number_stem IS NOT NULL THEN hash(4, number_stem) END}
            , {rule: 5, block_key: CASE WHEN len(events) >= 3 THEN hash(5, events) END}
            , {rule: 6, block_key: CASE WHEN has_patient AND has_place
                THEN hash(6, least_suspect, least_event, age_years, sex, country)
            END}
            , {rule: 7, block_key: CASE WHEN has_patient AND has_place AND weight_kg IS NOT NULL
                THEN hash(7, age_years, sex, country, round(weight_kg), receipt_year)
            END}
            , {rule: 8, block_key: CASE WHEN event_date IS NOT NULL THEN hash(8, least_suspect, event_date) END}
            , {rule: 9, block_key: hash(9, suspects, events)}
            , {rule: 10, block_key: CASE WHEN len(drugs) >= 3 THEN hash(10, drugs) END}
            , {rule: 11, block_key: CASE WHEN has_place THEN hash(11, least_suspect, least_event, sex, country, receipt_year) END}
            , {rule: 12, block_key: CASE WHEN has_place THEN hash(12, most_suspect, most_event, sex, country, receipt_year) END}
            , {rule: 13, block_key: CASE WHEN has_patient THEN hash(13, least_suspect, age_years, sex, receipt_year) END}
        ]) AS blocked
    FROM described
)

SELECT caseid
    , CAST(blocked.rule AS TINYINT) AS rule
    , blocked.block_key
FROM keyed
WHERE blocked.block_key IS NOT NULL
