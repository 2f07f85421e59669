"""Which cases are called duplicates of each other, from the zips to faers.cases (docs/decisions/0003-duplicates.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from signals.database import PUBLISHED_NAME, open_read_only
from tests.session_cache import made_once
from tests.sources.faers.fault_world import Era
from tests.sources.faers.published_quarters import publish
from tests.sources.faers.zips import FAERS, write_zip

EARLIER, LATER = "20220110", "20220220"


@dataclass(frozen=True)
class Report:
    """A case of one version; the defaults are the same event each time."""

    event_dt: str = "20210317"
    age: str = "54"
    age_cod: str = "YR"
    sex: str = "F"
    occr_country: str = "DE"
    mfr_num: str = ""
    mfr_sndr: str = ""
    fda_dt: str = EARLIER
    drugs: tuple[tuple[str, str], ...] = (("PS", "GLEEVEC"), ("C", "ASPIRIN"))
    terms: tuple[str, ...] = ("Optic neuritis", "Nausea")


SAME = Report()
NUMBERED = Report(event_dt="", age="", sex="", mfr_num="DE-ACME-2022-77", mfr_sndr="ACME")
PADDED = replace(SAME, mfr_sndr="NORTHGATE")

GROUPS: dict[str, Sequence[Report]] = {
    "aeolus": [SAME, replace(SAME, fda_dt=LATER)],
    "other words for the same": [
        replace(SAME, age="55"),
        replace(
            SAME, age="55", drugs=(("SS", "aspirin"), ("PS", "imatinib mesylate")), terms=("NAUSEA", "Optic neuritis")
        ),
    ],
    "other date": [replace(SAME, age="1"), replace(SAME, age="1", event_dt="20210318")],
    "other age": [replace(SAME, age="2"), replace(SAME, age="3")],
    "other unit": [replace(SAME, age="4"), replace(SAME, age="4", age_cod="MON")],
    "other sex": [replace(SAME, age="5"), replace(SAME, age="5", sex="M")],
    "other country": [replace(SAME, age="6"), replace(SAME, age="6", occr_country="FR")],
    "one drug more": [replace(SAME, age="7"), replace(SAME, age="7", drugs=(*SAME.drugs, ("C", "METFORMIN")))],
    "one reaction more": [replace(SAME, age="8"), replace(SAME, age="8", terms=(*SAME.terms, "Fatigue"))],
    "no date": [replace(SAME, age="9", event_dt="")] * 2,
    "no age": [replace(SAME, age="", event_dt="20210402")] * 2,
    "no sex": [replace(SAME, age="10", sex="")] * 2,
    "no country": [replace(SAME, age="11", occr_country="")] * 2,
    "no reaction": [replace(SAME, age="12", terms=())] * 2,
    "number": [NUMBERED, replace(NUMBERED, fda_dt=LATER, terms=("Vertigo",), sex="M")],
    "number of another sender": [
        replace(NUMBERED, mfr_num="A-1"), replace(NUMBERED, mfr_num="A-1", mfr_sndr="OTHER")
    ],
    "number without a digit": [replace(NUMBERED, mfr_num="UNKNOWN")] * 2,
    "number of both sexes": [
        replace(NUMBERED, mfr_num="A-2", sex="F"), replace(NUMBERED, mfr_num="A-2", sex="M"), replace(NUMBERED, mfr_num="A-2")
    ],
    "number at ages 2 years apart": [
        replace(NUMBERED, mfr_num="A-3", age="40"), replace(NUMBERED, mfr_num="A-3", age="42", fda_dt=LATER)
    ],
    "number at ages 3 years apart": [
        replace(NUMBERED, mfr_num="A-4", age="40"), replace(NUMBERED, mfr_num="A-4", age="43")
    ],
    "linked by both rules": [
        replace(SAME, age="13"),
        replace(SAME, age="13", mfr_num="A-5", mfr_sndr="ACME"),
        replace(NUMBERED, mfr_num="A-5", fda_dt=LATER),
    ],
    "eight of a sender on a day": [replace(PADDED, age="14")] * 8,
    "eight of a sender on 1 January": [replace(PADDED, age="15", event_dt="20210101")] * 8,
    "eight of a sender in a padded month": [replace(PADDED, age="16", event_dt="20210301")] * 8,
    "eight of a sender in a month": [replace(PADDED, age="17", event_dt="202103")] * 8,
    "eight of a sender in a year, and one of another": [
        *[replace(PADDED, age="18", event_dt="2021")] * 8, replace(SAME, age="18", event_dt="2021", mfr_sndr="SOUTHGATE")
    ],
    "seven of a sender in a year": [replace(PADDED, age="19", event_dt="2021")] * 7,
}  # fmt: skip
FIRST = {name: 21_000_000 + 100 * number for number, name in enumerate(GROUPS)}


@dataclass(frozen=True)
class Found:
    """What the published file says of the cases of a group, in the order in which they were made."""

    duplicate_of: tuple[int | None, ...]
    """The place of the kept copy in the group; None for a case that duplicates none."""
    rules: tuple[str | None, ...]
    first_received: tuple[str, ...]
    is_counted: tuple[bool, ...]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All groups in one quarter, published; also a case whose earlier version alone is like another's."""
    return made_once(tmp_path_factory, "duplicates", _publish_all)


def _publish_all(folder: Path) -> Path:
    era = Era(FAERS, "2022Q1")
    for name, reports in GROUPS.items():
        for place, report in enumerate(reports):
            add(era, FIRST[name] + place, 1, report)
    add(era, 22_000_001, 1, replace(SAME, age="20"))
    add(era, 22_000_002, 1, replace(SAME, age="20"))
    add(era, 22_000_002, 2, replace(SAME, age="21"))
    add(era, 22_000_003, 1, replace(SAME, age="22"))
    add(era, 22_000_004, 1, replace(SAME, age="22"))
    (folder / "fda").mkdir()
    write_zip(folder / "fda" / "faers_ascii_2022q1.zip", era.files() | {"Deleted/DELETE22Q1.txt": b"22000004\r\n"})
    publish(folder / "fda", folder / "data")
    return folder / "data"


def add(era: Era, case: int, version: int, report: Report) -> None:
    both = {"primaryid": f"{case}{version}", "caseid": str(case)}
    demo = {name: value for name, value in vars(report).items() if name not in ("drugs", "terms")}
    era.add("DEMO", **both, caseversion=str(version), **demo)
    for number, (role, drug) in enumerate(report.drugs, start=1):
        era.add("DRUG", **both, drug_seq=str(number), role_cod=role, drugname=drug)
    for term in report.terms:
        era.add("REAC", **both, pt=term)


def found(home: Path, name: str) -> Found:
    first = FIRST[name]
    with open_read_only(home / PUBLISHED_NAME) as connection:
        rows = connection.execute(
            """
            SELECT duplicate_of - $first, duplicate_rule, init_fda_date::VARCHAR, is_counted
            FROM faers.cases WHERE caseid BETWEEN $first AND $first + 99 ORDER BY caseid
            """,
            {"first": first},
        ).fetchall()
    assert len(rows) == len(GROUPS[name]), "a duplicate stays in faers.cases"
    return Found(*zip(*rows, strict=True))


def test_the_copy_received_last_is_kept_and_keeps_the_first_receipt(home: Path) -> None:
    group = found(home, "aeolus")
    assert group.duplicate_of == (1, None)
    assert group.rules == ("aeolus", None)
    assert group.first_received == ("2022-01-10", "2022-01-10")
    assert group.is_counted == (False, True)


def test_drugs_are_compared_as_ingredients_in_any_role_and_order(home: Path) -> None:
    assert found(home, "other words for the same").rules == ("aeolus", None)


@pytest.mark.parametrize("name", [name for name in GROUPS if name.startswith(("other ", "one ", "no ")) and "words" not in name])  # fmt: skip
def test_what_differs_in_one_thing_or_lacks_it_is_no_duplicate(home: Path, name: str) -> None:
    assert set(found(home, name).duplicate_of) == {None}


def test_the_same_number_of_the_same_sender_is_one_report(home: Path) -> None:
    group = found(home, "number")
    assert (group.duplicate_of, group.rules) == ((1, None), ("manufacturer number", None))
    assert found(home, "number at ages 2 years apart").duplicate_of == (1, None)


@pytest.mark.parametrize(
    "name",
    ["number of another sender", "number without a digit", "number of both sexes", "number at ages 3 years apart"],
)
def test_a_number_does_not_link_cases_that_differ_in_sender_sex_or_age(home: Path, name: str) -> None:
    assert set(found(home, name).duplicate_of) == {None}


def test_groups_of_both_rules_that_share_a_case_are_one_with_one_kept_copy(home: Path) -> None:
    group = found(home, "linked by both rules")
    assert group.duplicate_of == (2, 2, None)
    assert group.rules == ("aeolus, manufacturer number", "aeolus, manufacturer number", None)
    assert sum(group.is_counted) == 1


@pytest.mark.parametrize("name", [name for name in GROUPS if name.startswith("eight") and "on a day" not in name])
def test_padded_dates_do_not_glue_a_senders_many_reports(home: Path, name: str) -> None:
    assert set(found(home, name).duplicate_of) == {None}


def test_a_known_day_or_a_small_group_is_matched(home: Path) -> None:
    assert [found(home, name).duplicate_of.count(None) for name in ("eight of a sender on a day", "seven of a sender in a year")] == [1, 1]  # fmt: skip


def test_only_latest_versions_that_are_not_deleted_are_compared(home: Path) -> None:
    with open_read_only(home / PUBLISHED_NAME) as connection:
        rows = connection.execute(
            "SELECT caseid, duplicate_of FROM faers.cases WHERE caseid > 22000000 ORDER BY caseid"
        ).fetchall()
    assert rows == [(22_000_001, None), (22_000_002, None), (22_000_003, None)]
