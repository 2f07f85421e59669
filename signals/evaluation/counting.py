"""Counts of drug-outcome pairs in a published file: an outcome is any of its terms, a case counts once."""

from collections.abc import Sequence

import duckdb
import pandas as pd

from signals.build.graph import SQL_FOLDER

_INGREDIENTS = """
    WITH asked AS (SELECT unnest($drugs) AS drug)
    , exact AS (
        SELECT DISTINCT asked.drug, suspect.ingredient
        FROM asked INNER JOIN faers.suspect AS suspect ON suspect.ingredient = lower(asked.drug)
    )
    , other AS (SELECT drug, upper(drug) AS text FROM asked ANTI JOIN exact USING (drug))
    , record AS (  -- a drug record that says it, in one of two fields; two joins, because one with OR is no hash join
        SELECT other.drug, case_drug.caseid, case_drug.drug_seq, case_drug.ingredient
        FROM other INNER JOIN faers.case_drug AS case_drug ON upper(case_drug.prod_ai) = other.text
        UNION
        SELECT other.drug, case_drug.caseid, case_drug.drug_seq, case_drug.ingredient
        FROM other INNER JOIN faers.case_drug AS case_drug ON upper(case_drug.drugname) = other.text
    )
    , total AS (SELECT drug, count(DISTINCT (caseid, drug_seq)) AS records FROM record GROUP BY drug)
    , meant AS (
        SELECT record.drug, record.ingredient
        FROM record INNER JOIN total USING (drug)
        SEMI JOIN faers.suspect USING (ingredient)
        GROUP BY record.drug, record.ingredient
        HAVING count(DISTINCT (caseid, drug_seq)) > 0.5 * any_value(total.records)
    )
    SELECT drug, ingredient FROM exact
    UNION ALL
    SELECT drug, any_value(ingredient) FROM meant GROUP BY drug HAVING count(*) = 1
"""
_COUNTS = """
    WITH pair AS (SELECT unnest($ingredients) AS ingredient, unnest($outcomes) AS outcome)
    , term AS (SELECT unnest($term_outcomes) AS outcome, unnest($terms) AS event_pt)
    , known_term AS (
        SELECT term.outcome, spelled.event_pt
        FROM term
        INNER JOIN (SELECT DISTINCT event_pt FROM faers.case_event) AS spelled
            ON lower(spelled.event_pt) = lower(term.event_pt)
    )
    , counted AS (
        SELECT caseid
            , age_band(age_years) AS age, coalesce(sex, 'unknown') AS sex, coalesce(year(init_fda_date), 0) AS year
        FROM faers.cases
        WHERE is_counted
    )
    , outcome_case AS (
        SELECT DISTINCT known_term.outcome, counted.caseid, counted.age, counted.sex, counted.year
        FROM known_term
        INNER JOIN faers.case_event USING (event_pt)
        INNER JOIN counted USING (caseid)
    )
    , drug_case AS (
        SELECT suspect.ingredient, counted.caseid, counted.age, counted.sex, counted.year
        FROM faers.suspect AS suspect
        SEMI JOIN pair USING (ingredient)
        INNER JOIN counted USING (caseid)
    )
    , stratum AS (SELECT age, sex, year, count(*) AS cases FROM counted GROUP BY age, sex, year)
    , outcome_stratum AS (
        SELECT outcome, age, sex, year, count(*) AS cases FROM outcome_case GROUP BY outcome, age, sex, year
    )
    , drug_stratum AS (
        SELECT ingredient, age, sex, year, count(*) AS cases FROM drug_case GROUP BY ingredient, age, sex, year
    )
    , together AS (
        SELECT pair.ingredient, pair.outcome, count(*) AS cases
        FROM pair
        INNER JOIN drug_case USING (ingredient)
        INNER JOIN outcome_case USING (outcome, caseid)
        GROUP BY pair.ingredient, pair.outcome
    )
    , expectation AS (
        SELECT pair.ingredient, pair.outcome
            , sum(drug_stratum.cases * outcome_stratum.cases / stratum.cases ORDER BY age, sex, year) AS expected
        FROM pair
        INNER JOIN drug_stratum USING (ingredient)
        INNER JOIN outcome_stratum USING (outcome, age, sex, year)
        INNER JOIN stratum USING (age, sex, year)
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
    FROM pair
    INNER JOIN drug USING (ingredient)
    INNER JOIN outcome USING (outcome)
    LEFT JOIN together USING (ingredient, outcome)
    LEFT JOIN expectation USING (ingredient, outcome)
"""


def ingredients_of(connection: duckdb.DuckDBPyConnection, drugs: Sequence[str]) -> dict[str, str]:
    """The suspect ingredient of every drug name that has one.

    It is the ingredient of that name, whatever the letter case; else the only one that more than half of the drug
    records carry whose prod_ai or verbatim name is that text ("lithium citrate": lithium).
    """
    rows = connection.execute(_INGREDIENTS, {"drugs": sorted(set(drugs))}).fetchall()
    return {str(drug): str(ingredient) for drug, ingredient in rows}


def counts_of(connection: duckdb.DuckDBPyConnection, pairs: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """a, b, c, d and the stratified expectation of every distinct ingredient x outcome, a = 0 included.

    Left out are pairs whose outcome no counted case reports under any of its terms.
    """
    connection.execute((SQL_FOLDER / "macros" / "strata.sql").read_text(encoding="utf-8"))
    wanted = pairs[["ingredient", "outcome"]].drop_duplicates()
    return connection.execute(
        _COUNTS,
        {
            "ingredients": wanted["ingredient"].tolist(),
            "outcomes": wanted["outcome"].tolist(),
            "term_outcomes": terms["outcome"].tolist(),
            "terms": terms["event_pt"].tolist(),
        },
    ).df()
