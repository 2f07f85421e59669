-- Cells and stratified expectation of the pairs of a reference set
-- Grain:  one row per ingredient x outcome, a = 0 included; an outcome that no counted case reports has no row
-- Input:  wanted_pair (ingredient, outcome) and wanted_term (outcome, event_pt), the preferred terms of the outcomes
-- Policy: an outcome is any of its terms, a case counts once
WITH known_term AS (
    SELECT term.outcome, spelled.event_pt
    FROM temp.wanted_term AS term
    INNER JOIN (SELECT DISTINCT event_pt FROM faers.case_event) AS spelled
        ON lower(spelled.event_pt) = lower(term.event_pt)
)

, counted AS (
    SELECT cases.caseid, stratum.stratum_id
    FROM faers.cases AS cases
    INNER JOIN meta.stratum AS stratum
        ON age_band(cases.age_years) = stratum.age_band
        AND coalesce(cases.sex, 'unknown') = stratum.sex
        AND coalesce(year(cases.init_fda_date), 0) = stratum.receipt_year
    WHERE cases.is_counted
)

, outcome_case AS (
    SELECT DISTINCT known_term.outcome, counted.caseid, counted.stratum_id
    FROM known_term
    INNER JOIN faers.case_event USING (event_pt)
    INNER JOIN counted USING (caseid)
)

, drug_case AS (
    SELECT suspect.ingredient, counted.caseid, counted.stratum_id
    FROM faers.suspect AS suspect
    SEMI JOIN temp.wanted_pair USING (ingredient)
    INNER JOIN counted USING (caseid)
)

, stratum AS (SELECT stratum_id, count(*) AS cases FROM counted GROUP BY stratum_id)

, outcome_stratum AS (
    SELECT outcome, stratum_id, count(*) AS cases FROM outcome_case GROUP BY outcome, stratum_id
)

, drug_stratum AS (
    SELECT ingredient, stratum_id, count(*) AS cases FROM drug_case GROUP BY ingredient, stratum_id
)

, together AS (
    SELECT pair.ingredient, pair.outcome, count(*) AS cases
    FROM temp.wanted_pair AS pair
    INNER JOIN drug_case USING (ingredient)
    INNER JOIN outcome_case USING (outcome, caseid)
    GROUP BY pair.ingredient, pair.outcome
)

, expectation AS (
    SELECT pair.ingredient, pair.outcome
        , sum(drug_stratum.cases * outcome_stratum.cases / stratum.cases ORDER BY stratum_id) AS expected
    FROM temp.wanted_pair AS pair
    INNER JOIN drug_stratum USING (ingredient)
    INNER JOIN outcome_stratum USING (outcome, stratum_id)
    INNER JOIN stratum USING (stratum_id)
    GROUP BY pair.ingredient, pair.outcome
)

, drug AS (SELECT ingredient, sum(cases) AS cases FROM drug_stratum GROUP BY ingredient)

, outcome AS (SELECT outcome, sum(cases) AS cases FROM outcome_stratum GROUP BY outcome)

SELECT pair.ingredient
    , pair.outcome
    , coalesce(together.cases, 0) AS a
    , CAST(drug.cases AS BIGINT) - coalesce(together.cases, 0) AS b
    , CAST(outcome.cases AS BIGINT) - coalesce(together.cases, 0) AS c
    , (SELECT count(*) FROM counted) - CAST(drug.cases + outcome.cases AS BIGINT) + coalesce(together.cases, 0) AS d
    , coalesce(expectation.expected, 0) AS expected_stratified
FROM temp.wanted_pair AS pair
INNER JOIN drug USING (ingredient)
INNER JOIN outcome USING (outcome)
LEFT JOIN together USING (ingredient, outcome)
LEFT JOIN expectation USING (ingredient, outcome)
