"""Reports that come under several case numbers, or again without their rows, from the zips to faers.cases."""

from pathlib import Path
from typing import Any

import pytest

from signals.answers.case import counting_status
from signals.database import PUBLISHED_NAME, open_read_only
from tests.session_cache import made_once
from tests.sources.faers.fault_world import WITH_COUNTRY, Era
from tests.sources.faers.published_quarters import publish
from tests.sources.faers.zips import FAERS, write_zip

ISR, REPEATED, HALVED = 5900001, 200004001, 200005001


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One ISR under three case numbers in two quarters, a report that the next quarter repeats as a DEMO row alone,
    and one whose drugs are in one quarter and whose reactions are in the next."""
    return made_once(tmp_path_factory, "repeated", _publish_all)


def _publish_all(folder: Path) -> Path:
    (folder / "fda").mkdir()
    aers = [Era(WITH_COUNTRY, "2008Q4"), Era(WITH_COUNTRY, "2009Q1")]
    aers[0].report(ISR, 7100001, term="OPTIC NEURITIS", fda_dt="20081010")
    aers[0].add("DEMO", isr=str(ISR), case="7100002", fda_dt="20081010")
    aers[1].report(ISR, 7100003, term="OPTIC NEURITIS", fda_dt="20090110")
    faers = [Era(FAERS, "2023Q1"), Era(FAERS, "2023Q2")]
    faers[0].report(REPEATED, 20000400, term="Optic neuritis", fda_dt="20230110")
    faers[1].add("DEMO", primaryid=str(REPEATED), caseid="20000400", caseversion="1", fda_dt="20230110")
    halves = {"primaryid": str(HALVED), "caseid": "20000500"}
    for era in faers:
        era.add("DEMO", **halves, caseversion="1", fda_dt="20230110")
    faers[0].add("DRUG", **halves, drug_seq="1", role_cod="PS", drugname="GLEEVEC")
    faers[1].add("REAC", **halves, pt="Optic neuritis")
    for era in [*aers, *faers]:
        write_zip(folder / "fda" / f"{'aers' if era.is_aers else 'faers'}_ascii_{era.quarter.lower()}.zip", era.files())
    publish(folder / "fda", folder / "data")
    return folder / "data"


def asked(home: Path, query: str) -> list[tuple[Any, ...]]:
    with open_read_only(home / PUBLISHED_NAME) as connection:
        return connection.execute(query).fetchall()


def test_one_report_under_three_case_numbers_counts_once(home: Path) -> None:
    found = asked(
        home,
        f"""
        SELECT caseid, duplicate_of, duplicate_rule, is_counted FROM faers.cases WHERE primaryid = {ISR} ORDER BY caseid
        """,
    )
    assert found == [
        (7100001, 7100003, "report number", False),
        (7100002, 7100003, "report number", False),
        (7100003, None, None, True),
    ]


def test_the_reconciliation_says_how_many_cases_each_rule_removed(home: Path) -> None:
    ((removed, meaning),) = asked(
        home, "SELECT count_removed, meaning FROM meta.reconciliation WHERE name = 'duplicates'"
    )
    assert removed == 2
    assert "report number: 2" in meaning


def test_a_report_that_comes_again_without_its_rows_keeps_them(home: Path) -> None:
    found = asked(home, "SELECT quarter, version_count, is_counted FROM faers.cases WHERE caseid = 20000400")
    assert found == [("2023Q1", 2, True)]
    assert asked(home, "SELECT ingredient FROM faers.case_drug WHERE caseid = 20000400") == [("imatinib",)]


def test_a_report_whose_drugs_and_reactions_are_in_two_quarters_is_marked_where_it_is_not_counted(home: Path) -> None:
    marked = asked(home, "SELECT caseid, quarter, has_suspect, is_counted FROM faers.cases WHERE is_split")
    assert marked == [(20000500, "2023Q2", False, False)]
    ((removed, meaning),) = asked(
        home, "SELECT count_removed, meaning FROM meta.reconciliation WHERE name = 'without a suspect drug'"
    )
    assert removed == 1
    assert meaning.endswith("; 1 of them have drugs in another quarter only (faers.cases.is_split)")
    (status,) = counting_status(home, 20000500)
    assert "names no suspect drug (its newest drugs or reactions are in another quarter, below)" in status
