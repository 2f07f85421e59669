-- Comparison
-- Grain:  one row per pair of cases in a block, or drawn by chance, that share a suspect ingredient: how far they agree
-- Policy: docs/decisions/0003-duplicates.md. A level is a number that signals/statistics/record_linkage.py puts into words; 0:
--         not known of both. rarity: log2 of the cases of the rarest ingredient that both suspect, rounded up. Events count by
--         what they tell, log2(N/n) each: two cases with `Drug ineffective` alone share less than two with `Optic neuritis`
WITH pair AS (
    SELECT caseid
        , other_caseid
        , list_sort(list(rule)) AS rules
    FROM (
        SELECT caseid, other_caseid, rule, pair_key FROM linkage.candidate
        UNION ALL
        SELECT caseid, other_caseid, rule, pair_key FROM linkage.chance_pair
    )
    GROUP BY pair_key, caseid, other_caseid
)

, compared AS (
    SELECT pair.caseid
        , pair.other_caseid
        , pair.rules
        , list_intersect(one.suspects, other.suspects) AS shared_suspects
        , list_intersect(one.events, other.events) AS shared_events
        , len(list_intersect(one.drugs, other.drugs)) AS shared_drug_count
        , len(one.drugs) + len(other.drugs) AS drug_count
        , len(one.events) + len(other.events) AS event_count
        , CASE
            WHEN one.event_date = other.event_date THEN 3
            WHEN abs(one.event_date - other.event_date) <= 14 THEN 2
            WHEN one.event_date != other.event_date THEN 1
            ELSE 0
        END AS event_date
        , CASE
            WHEN abs(one.age_years - other.age_years) < 0.01 THEN 3
            WHEN abs(one.age_years - other.age_years) < 1.01 THEN 2
            WHEN one.age_years != other.age_years THEN 1
            ELSE 0
        END AS age
        , CASE WHEN one.start_date = other.start_date THEN 2 WHEN one.start_date != other.start_date THEN 1 ELSE 0 END AS start_date
        , CASE WHEN one.sex = other.sex THEN 2 WHEN one.sex != other.sex THEN 1 ELSE 0 END AS sex
        , CASE
            WHEN abs(one.weight_kg - other.weight_kg) < 0.6 THEN 2
            WHEN one.weight_kg != other.weight_kg THEN 1
            ELSE 0
        END AS weight
        , CASE WHEN one.country = other.country THEN 2 WHEN one.country != other.country THEN 1 ELSE 0 END AS country
        , CASE
            WHEN one.number_stem = other.number_stem THEN 3
            WHEN one.number_stem != other.number_stem AND one.sender = other.sender THEN 2
            WHEN one.number_stem != other.number_stem THEN 1
            ELSE 0
        END AS number
    FROM pair
    INNER JOIN linkage.description AS one USING (caseid)
    INNER JOIN linkage.description AS other ON pair.other_caseid = other.caseid
    WHERE list_has_any(one.suspects, other.suspects)
)

, suspected AS (
    SELECT caseid
        , other_caseid
        , unnest(shared_suspects) AS ingredient_id
    FROM compared
)

, rarest AS (
    SELECT suspected.caseid
        , suspected.other_caseid
        , CAST(ceil(log2(min(ingredient.case_count))) AS INTEGER) AS rarity
    FROM suspected
    INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
    GROUP BY suspected.caseid, suspected.other_caseid
)

, reported AS (
    SELECT caseid
        , other_caseid
        , unnest(shared_events) AS event_id
    FROM compared
)

, told AS (
    -- In whole thousandths of a bit: a sum of fractions depends on its order.
    SELECT reported.caseid
        , reported.other_caseid
        , sum(CAST(round(1000 * log2((SELECT count(*) FROM linkage.description) / event.case_count)) AS BIGINT)) / 1000 AS bits
    FROM reported
    INNER JOIN totals.event AS event USING (event_id)
    GROUP BY reported.caseid, reported.other_caseid
)

SELECT compared.caseid
    , compared.other_caseid
    , compared.rules
    , rarest.rarity
    , CAST(CASE
        WHEN len(compared.shared_events) = 0 THEN 1
        WHEN 3 * len(compared.shared_events) < compared.event_count THEN 2
        WHEN 2 * len(compared.shared_events) < compared.event_count THEN CASE WHEN told.bits < 12 THEN 3 ELSE 4 END
        WHEN told.bits < 6 THEN 5
        WHEN told.bits < 12 THEN 6
        WHEN told.bits < 20 THEN 7
        ELSE 8
    END AS TINYINT) AS events
    , CAST(CASE
        WHEN 3 * compared.shared_drug_count < compared.drug_count THEN 1
        WHEN 2 * compared.shared_drug_count < compared.drug_count THEN 2
        WHEN compared.shared_drug_count = 1 THEN 3
        WHEN compared.shared_drug_count <= 3 THEN 4
        ELSE 5
    END AS TINYINT) AS drugs
    , CAST(compared.event_date AS TINYINT) AS event_date
    , CAST(compared.age AS TINYINT) AS age
    , CAST(compared.start_date AS TINYINT) AS start_date
    , CAST(compared.sex AS TINYINT) AS sex
    , CAST(compared.weight AS TINYINT) AS weight
    , CAST(compared.country AS TINYINT) AS country
    , CAST(compared.number AS TINYINT) AS number
FROM compared
INNER JOIN rarest USING (caseid, other_caseid)
LEFT JOIN told USING (caseid, other_caseid)
