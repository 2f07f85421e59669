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
        SELECT caseid, other_caseid, rule FROM linkage.candidate
        UNION ALL
        SELECT caseid, other_caseid, rule FROM linkage.chance_pair
    ) AS candidate
    GROUP BY caseid, other_caseid
)

, described_other AS (
    -- A slice has all pairs of its other cases: these few descriptions fit into memory, while all of them pass by once.
    SELECT * FROM linkage.description WHERE caseid IN (SELECT other_caseid FROM pair)
)

, compared AS (
    SELECT pair.caseid
        , pair.other_caseid
        , pair.rules
        , list_filter(one.suspects, LAMBDA each: list_contains(other.suspects, each)) AS shared_suspects
        , list_filter(one.events, LAMBDA each: list_contains(other.events, each)) AS shared_events
        , len(list_filter(one.drugs, LAMBDA each: list_contains(other.drugs, each))) AS shared_drug_count
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
    INNER JOIN described_other AS other ON pair.other_caseid = other.caseid
    WHERE list_has_any(one.suspects, other.suspects)
)

, by_number AS (
    -- What is looked up by the number of an ingredient or event, as lists: faster than a join for each pair. In whole
    -- thousandths of a bit, since a sum of fractions depends on its order.
    SELECT (
        SELECT list(ingredient.case_count ORDER BY number.ingredient_id)
        FROM range(1, (SELECT max(ingredient_id) + 1 FROM totals.ingredient)) AS number (ingredient_id)
        LEFT JOIN totals.ingredient AS ingredient USING (ingredient_id)
    ) AS case_counts
    , (
        SELECT list(CAST(round(1000 * log2(total.case_count / event.case_count)) AS BIGINT) ORDER BY number.event_id)
        FROM range(1, (SELECT max(event_id) + 1 FROM totals.event)) AS number (event_id)
        LEFT JOIN totals.event AS event USING (event_id)
        CROSS JOIN (SELECT count(*) AS case_count FROM linkage.description) AS total
    ) AS event_bits
)

, weighed AS (
    SELECT compared.*
        , list_min(list_transform(compared.shared_suspects, LAMBDA each: by_number.case_counts[each])) AS least_case_count
        , list_sum(list_transform(compared.shared_events, LAMBDA each: by_number.event_bits[each])) / 1000 AS bits
    FROM compared
    CROSS JOIN by_number
)

SELECT caseid
    , other_caseid
    , rules
    , CAST(ceil(log2(least_case_count)) AS INTEGER) AS rarity
    , CAST(CASE
        WHEN len(shared_events) = 0 THEN 1
        WHEN 3 * len(shared_events) < event_count THEN 2
        WHEN 2 * len(shared_events) < event_count THEN CASE WHEN bits < 12 THEN 3 ELSE 4 END
        WHEN bits < 6 THEN 5
        WHEN bits < 12 THEN 6
        WHEN bits < 20 THEN 7
        ELSE 8
    END AS TINYINT) AS events
    , CAST(CASE
        WHEN 3 * shared_drug_count < drug_count THEN 1
        WHEN 2 * shared_drug_count < drug_count THEN 2
        WHEN shared_drug_count = 1 THEN 3
        WHEN shared_drug_count <= 3 THEN 4
        ELSE 5
    END AS TINYINT) AS drugs
    , CAST(event_date AS TINYINT) AS event_date
    , CAST(age AS TINYINT) AS age
    , CAST(start_date AS TINYINT) AS start_date
    , CAST(sex AS TINYINT) AS sex
    , CAST(weight AS TINYINT) AS weight
    , CAST(country AS TINYINT) AS country
    , CAST(number AS TINYINT) AS number
FROM weighed
