"""A small SYNTHETIC publication whose truth is known: six drugs triple an outcome, six change nothing."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from signals.statistics.ebgm import Prior

POSITIVE = tuple(f"harmdrug{number}" for number in range(6))
NEGATIVE = tuple(f"nulldrug{number}" for number in range(6))
PRIOR = Prior(alpha1=0.5, beta1=0.5, alpha2=4.0, beta2=4.0, p=0.3)
CASES = 12_000


@pytest.fixture(scope="session")
def planted_publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file, or as much of one as an evaluation reads.

    Acute kidney injury, or anuria, is reported in 3% of cases and in 9% of those on a harmdrug. raredrug has ten cases and
    never the outcome. "Nulldrug citrate" is a prod_ai of nulldrug0. Every twentieth case does not count.
    """
    rng = np.random.default_rng(2014)
    names = np.array([*POSITIVE, *NEGATIVE, *[f"other{number}" for number in range(20)]])
    drug = rng.choice(names, size=CASES)
    drug[:10] = "raredrug"
    has_outcome = rng.random(CASES) < np.where(np.isin(drug, POSITIVE), 0.09, 0.03)
    has_outcome[:10] = False
    cases = pd.DataFrame(
        {
            "caseid": np.arange(CASES),
            "drug": drug,
            "term": np.where(has_outcome, rng.choice(["Acute kidney injury", "Anuria"], CASES), "Nausea"),
            "age_years": rng.integers(1, 90, CASES).astype(float),
            "sex": rng.choice(["M", "F"], CASES),
            "year": rng.integers(2015, 2020, CASES),
            "is_counted": np.arange(CASES) % 20 != 19,
        }
    )
    path = tmp_path_factory.mktemp("planted") / "nibwatch.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.register("cases", cases).execute(
            """
            CREATE SCHEMA faers;
            CREATE SCHEMA meta;
            CREATE TABLE faers.cases AS
            SELECT caseid, age_years, sex, make_date(year, 7, 1) AS init_fda_date, is_counted FROM cases;
            CREATE TABLE meta.stratum AS
            WITH one AS (
                SELECT DISTINCT CASE WHEN age_years < 2 THEN '0-1' WHEN age_years < 12 THEN '2-11' WHEN age_years < 18 THEN '12-17'
                    WHEN age_years < 45 THEN '18-44' WHEN age_years < 65 THEN '45-64' WHEN age_years < 75 THEN '65-74'
                    ELSE '75+' END AS age_band, sex, year AS receipt_year
                FROM cases
            )
            SELECT *, row_number() OVER (ORDER BY age_band, sex, receipt_year) AS stratum_id FROM one;
            CREATE TABLE faers.suspect AS SELECT caseid, drug AS ingredient FROM cases WHERE is_counted;
            CREATE TABLE faers.case_drug AS
            SELECT caseid, 1 AS drug_seq, drug AS ingredient, upper(drug) AS drugname
                , if(drug = 'nulldrug0', 'NULLDRUG CITRATE', upper(drug)) AS prod_ai
            FROM cases;
            CREATE TABLE faers.case_event AS
            SELECT caseid, term AS event_pt FROM cases
            UNION ALL  -- both terms of the outcome in one case
            SELECT caseid, 'Anuria' FROM cases WHERE term = 'Acute kidney injury' AND caseid % 5 = 0;
            CREATE TABLE meta.run AS
            SELECT TRUE AS is_synthetic, ['2015Q1', '2019Q4'] AS quarters, TIMESTAMP '2026-01-01' AS published_at;
            """
        )
        connection.execute(
            "CREATE TABLE meta.prior AS SELECT $1 AS alpha1, $2 AS beta1, $3 AS alpha2, $4 AS beta2, $5 AS p, NULL AS refusal",
            list(PRIOR.parameters),
        )
    return path


@pytest.fixture(scope="session")
def omop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a set in OMOP's columns and outcome names, the planted truth in it, and four odd pairs."""
    outcome = "OMOP Acute Renal Failure 1"
    rows = [(drug.capitalize(), outcome, 1) for drug in POSITIVE]
    rows += [(drug, outcome, 0) for drug in NEGATIVE[1:]]
    rows += [
        ("Nulldrug citrate", outcome, 0),
        ("raredrug", outcome, 0),
        ("nowhere", outcome, 1),
        ("harmdrug0", "OMOP Acute Liver Failure 1", 1),
    ]
    lines = ["exposureId,exposureName,outcomeName,groundTruth"]
    lines += [f'{number},"{drug}","{name}",{truth}' for number, (drug, name, truth) in enumerate(rows)]
    folder = tmp_path_factory.mktemp("sets")
    (folder / "omop.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
