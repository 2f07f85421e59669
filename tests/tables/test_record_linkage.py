"""Probable duplicates of a SYNTHETIC world in which it is known which reports tell one story."""

from collections.abc import Iterator

import duckdb
import pytest

from bench.duplicates import DetectedPairs, count_found
from signals.database import open_read_only
from signals.demo import make_world
from signals.demo.quarter_reports import HardDuplicates
from tests.publications import FEW_DRUGS, Publication, load, publish
from tests.session_cache import made_once
from tests.tables.frames import frame, one

HARD = HardDuplicates(retold=0.08, series=0.02)


@pytest.fixture(scope="module")
def retold(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Two quarters of 6,000 reports with retold stories and series of look-alikes, published."""

    def make(home: Publication) -> Publication:
        world = make_world(
            home / "fda", quarters=("2023Q1", "2023Q2"), reports_per_quarter=6_000, hard=HARD, truth=True
        )
        load(home, world.zips)
        publish(home, FEW_DRUGS)
        return Publication(home)

    return made_once(tmp_path_factory, "retold-publication", make)


@pytest.fixture(scope="module")
def found(retold: Publication) -> DetectedPairs:
    return count_found(retold.path, retold.home / "fda", seconds=0.0)


@pytest.fixture(scope="module")
def linked(retold: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(retold.path) as connection:
        yield connection


def test_planted_duplicates_are_found_and_series_are_not_taken_for_them(found: DetectedPairs) -> None:
    # A fifth of the planted pairs are exact copies; of 960 retold ones more than half must be found, and 600 pairs of
    # series are there to be mistaken for them.
    assert (found.by_rule + found.probable) / found.planted > 0.6
    assert found.probable / found.grouped > 0.97


def test_a_case_is_compared_with_a_few_others_at_most(found: DetectedPairs) -> None:
    assert found.compared < 3 * found.cases


def test_probable_duplicates_count(linked: duckdb.DuckDBPyConnection) -> None:
    left_out = frame(
        linked,
        """
        SELECT caseid FROM (
            SELECT caseid FROM faers.probable_duplicate UNION SELECT other_caseid FROM faers.probable_duplicate
        ) ANTI JOIN (SELECT caseid FROM faers.cases WHERE is_counted) USING (caseid)
        """,
    )
    assert left_out.empty


def test_every_two_cases_of_a_probable_group_are_a_pair(linked: duckdb.DuckDBPyConnection) -> None:
    groups = frame(
        linked,
        """
        SELECT probable_group, count(*) AS pairs, len(list_distinct(flatten(list([caseid, other_caseid])))) AS cases
        FROM faers.probable_duplicate WHERE probable_group IS NOT NULL GROUP BY probable_group
        """,
    )
    assert len(groups) > 50
    assert (groups["pairs"] == groups["cases"] * (groups["cases"] - 1) / 2).all()


def test_a_pair_says_what_agreed_and_what_differed(linked: duckdb.DuckDBPyConnection) -> None:
    pair = one(
        linked,
        """
        SELECT pair.*, one.sex = other.sex AS is_same_sex, one.age_years - other.age_years AS years_apart
        FROM faers.probable_duplicate AS pair
        INNER JOIN faers.cases AS one USING (caseid)
        INNER JOIN faers.cases AS other ON pair.other_caseid = other.caseid
        WHERE years_apart IS NOT NULL AND is_same_sex ORDER BY match_weight DESC LIMIT 1
        """,
    )
    assert pair["is_same_sex"] and "sex: the same" in pair["agrees"]
    assert ("age: the same" in pair["agrees"]) == (pair["years_apart"] == 0)
    assert pair["match_probability"] == pytest.approx(1 / (1 + 2 ** -pair["match_weight"]))


def test_a_signal_says_how_many_of_its_cases_are_in_a_probable_group(linked: duckdb.DuckDBPyConnection) -> None:
    counted = frame(
        linked,
        """
        WITH member AS (
            SELECT DISTINCT unnest([caseid, other_caseid]) AS caseid, probable_group
            FROM faers.probable_duplicate WHERE probable_group IS NOT NULL
        )
        SELECT fragile.probable_duplicate_count, fragile.probable_excess_count, count(member.caseid) AS in_group
            , count(member.caseid) - count(DISTINCT member.probable_group) AS excess
        FROM signals.watch_fragility AS fragile
        INNER JOIN signals.watch_case USING (drug, drug_kind, event, event_kind)
        LEFT JOIN member USING (caseid)
        WHERE fragile.analysis = 'primary'
        GROUP BY drug, drug_kind, event, event_kind, fragile.probable_duplicate_count, fragile.probable_excess_count
        """,
    )
    assert (counted["probable_duplicate_count"] == counted["in_group"]).all() and (counted["in_group"] > 0).any()
    assert (counted["probable_excess_count"] == counted["excess"]).all() and (counted["excess"] > 0).any()


REASONS = {"no report of the event is left", "no report that suspects the drug is left"}
"""What may leave nothing to compare in an analysis that leaves nothing out but repetitions."""


def test_each_probable_group_counts_once_in_the_analysis_without_probable_duplicates(
    linked: duckdb.DuckDBPyConnection,
) -> None:
    members = """
        SELECT DISTINCT unnest([caseid, other_caseid]) AS caseid, probable_group
        FROM faers.probable_duplicate WHERE probable_group IS NOT NULL
    """
    excess = frame(linked, f"SELECT count(*) - count(DISTINCT probable_group) AS n FROM ({members})")["n"][0]
    rows = frame(
        linked,
        """
        SELECT primary_row.a + primary_row.b + primary_row.c + primary_row.d AS all_n, once.a + once.b + once.c + once.d AS once_n
            , primary_row.a, once.a AS once_a, once.reason
        FROM signals.watch AS primary_row
        INNER JOIN signals.watch AS once USING (drug, drug_kind, event, event_kind)
        WHERE primary_row.analysis = 'primary' AND once.analysis = 'without_probable_duplicates'
        """,
    )
    assert excess > 300 and set(rows["reason"].dropna()) <= REASONS
    assert (rows["all_n"] - rows["once_n"] == excess).all()
    assert (rows["once_a"] <= rows["a"]).all() and (rows["once_a"] < rows["a"]).any()


def test_the_case_of_a_group_that_was_received_last_stands_for_it(linked: duckdb.DuckDBPyConnection) -> None:
    kept = frame(
        linked,
        """
        WITH member AS (
            SELECT DISTINCT unnest([caseid, other_caseid]) AS caseid, probable_group
            FROM faers.probable_duplicate WHERE probable_group IS NOT NULL
        )
        SELECT member.probable_group, listed.fda_date, list_contains(listed.analyses, 'without_probable_duplicates') AS is_kept
            , max(cases.fda_date) AS last_date
        FROM signals.watch_case AS listed
        INNER JOIN member USING (caseid)
        INNER JOIN member AS other ON member.probable_group = other.probable_group
        INNER JOIN faers.cases AS cases ON other.caseid = cases.caseid
        GROUP BY ALL
        """,
    )
    assert kept["is_kept"].any() and not kept["is_kept"].all()
    assert (kept["fda_date"] == kept["last_date"])[kept["is_kept"]].all()
