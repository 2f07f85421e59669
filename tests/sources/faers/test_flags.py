"""Quarters that load but are broken, or do not load: what users see of them, from the zips to the published file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from signals.answers.status import status
from signals.database import PUBLISHED_NAME, open_read_only
from tests.session_cache import made_once
from tests.sources.faers.published_quarters import publish
from tests.sources.faers.zips import FAERS, faers_members, member_name, text_of, write_zip

HOSTILE = {
    "2024Q3": {"../../climbed.txt": b"x"},
    "2024Q4": {"/tmp/absolute.txt": b"x"},
    "2025Q1": {"bomb.txt": bytes(32 << 20)},
    "2025Q2": {f"{number}.txt": b"" for number in range(2_000)},
    "2025Q3": {"C:\\climbed.txt": b"x"},
}
ORDINARY = 60
SHORT = 9


def reports(quarter: str, count: int = ORDINARY) -> dict[str, bytes]:
    """A quarter of reports like FDA's, one row of each table a report."""
    keys = [int(quarter[2:4] + quarter[5]) * 10_000 + number for number in range(count)]
    day = f"{quarter[:4]}{3 * int(quarter[5]) - 2:02d}15"
    lines = {
        "DEMO": "{k}1${k}$1$I$" + day + "$$" + day + "$" + day + "$EXP$$US-ACME-{k}$ACME$$50$YR$$F$Y$70$KG$$$MD$US$US",
        "DRUG": "{k}1${k}$1$PS$GLEEVEC$IMATINIB MESYLATE$1$Oral$$$$$$$$$$$$",
        "REAC": "{k}1${k}$Nausea$",
        "OUTC": "{k}1${k}$OT",
        "RPSR": "{k}1${k}$HP",
        "THER": "{k}1${k}$1$" + day + "$$$",
        "INDI": "{k}1${k}$1$Chronic myeloid leukaemia",
    }  # fmt: skip
    files = {
        table: text_of(FAERS[table], *(line.format(k=key).encode() for key in keys)) for table, line in lines.items()
    }
    return faers_members(quarter, **files)


def with_empty_terms(files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    name = member_name("REAC", quarter)
    return files | {name: files[name].replace(b"$Nausea$", b"$ $")}


def without(table: str, files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != member_name(table, quarter)}


def with_header_only(table: str, files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    return files | {member_name(table, quarter): text_of(FAERS[table])}


def with_demo_of(count: int, files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    """Only DEMO is cut short: the other tables' rows name reports that it no longer holds."""
    name = member_name("DEMO", quarter)
    return files | {name: b"\r\n".join(files[name].split(b"\r\n")[: count + 1])}


def with_a_third_of_the_reports_without_drugs(files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    """DRUG is cut at a line's end after 40 of 60 rows."""
    name = member_name("DRUG", quarter)
    return files | {name: b"".join(files[name].splitlines(keepends=True)[:41])}


def without_routes(files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    """DRUG without its optional column `route`."""
    name = member_name("DRUG", quarter)
    rows = [line.split(b"$") for line in files[name].splitlines()]
    at = rows[0].index(b"route")
    return files | {name: b"".join(b"$".join(row[:at] + row[at + 1 :]) + b"\r\n" for row in rows)}


def with_broken_lines(files: dict[str, bytes], quarter: str) -> dict[str, bytes]:
    name = member_name("THER", quarter)
    return files | {name: files[name] + b"12$34$\r\n" * 10}


@dataclass(frozen=True)
class Published:
    """The data directory of a published file."""

    home: Path

    def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        with open_read_only(self.home / PUBLISHED_NAME) as connection:
            return connection.execute(query, parameters).fetchall()

    def flags(self, quarter: str) -> dict[str, str]:
        query = "SELECT table_name, flag FROM meta.load WHERE quarter = $quarter AND flag IS NOT NULL"
        return dict(self.rows(query, quarter=quarter))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Three ordinary quarters, five broken each in its way, one with an unknown header, five hostile; and one empty."""
    return made_once(tmp_path_factory, "flags", _publish_all)


def _publish_all(home: Path) -> Published:
    source = home / "fda"
    source.mkdir()
    broken: dict[str, Callable[[dict[str, bytes], str], dict[str, bytes]]] = {
        "2023Q1": lambda files, quarter: reports(quarter, SHORT),
        "2023Q2": with_empty_terms,
        "2023Q3": lambda files, quarter: without("INDI", files, quarter),
        "2023Q4": lambda files, quarter: with_demo_of(SHORT, files, quarter),
        "2024Q1": with_broken_lines,
        "2021Q1": with_a_third_of_the_reports_without_drugs,
        "2021Q2": without_routes,
        "2025Q4": lambda files, quarter: with_header_only("REAC", files, quarter),
        "2024Q2": lambda files, quarter: {
            name: data.replace(b"$pt$", b"$preferred_term$", 1) for name, data in files.items()
        },
    }
    for quarter in ("2022Q2", "2022Q3", "2022Q4", *broken):
        files = broken.get(quarter, lambda files, quarter: files)(reports(quarter), quarter)
        write_zip(source / f"faers_ascii_{quarter.lower()}.zip", files)
    for quarter, hostile in HOSTILE.items():
        write_zip(source / f"faers_ascii_{quarter.lower()}.zip", reports(quarter) | hostile)
    publish(source, home / "data")
    return Published(home / "data")


def test_ordinary_quarters_are_not_flagged(published: Published) -> None:
    assert [published.flags(quarter) for quarter in ("2022Q2", "2022Q3", "2022Q4")] == [{}, {}, {}]


def test_a_quarter_with_far_fewer_rows_than_those_around_it_is_loaded_and_flagged(published: Published) -> None:
    flags = published.flags("2023Q1")
    assert flags["DEMO"] == "9 rows, where 60 are typical of the quarters around it"
    assert set(flags) == {"DEMO", "DRUG", "REAC", "OUTC", "RPSR", "THER", "INDI"}
    held = published.rows("SELECT count(*) FROM faers.cases WHERE quarter = '2023Q1'")
    assert held == [(SHORT,)]


def test_a_quarter_whose_reaction_terms_are_all_empty_is_loaded_and_flagged(published: Published) -> None:
    assert published.flags("2023Q2") == {"REAC": "all 60 rows have an empty or unknown pt"}


def test_a_table_that_nothing_works_without_is_flagged_when_empty_even_without_a_neighbour(
    published: Published,
) -> None:
    assert published.flags("2025Q4") == {"REAC": "no row at all; 60 of 60 reports have no row in the REAC file"}


def test_a_quarter_without_a_table_that_the_others_have_is_flagged_at_demo(published: Published) -> None:
    assert published.flags("2023Q3") == {
        "DEMO": "the zip holds no INDI file, and 60 rows are typical of the quarters around it"
    }


def test_rows_of_reports_that_demo_does_not_hold_are_flagged(published: Published) -> None:
    flags = published.flags("2023Q4")
    assert flags["DEMO"] == "9 rows, where 60 are typical of the quarters around it"
    assert flags["DRUG"] == "51 of 60 rows name a report that DEMO does not hold"


def test_reports_without_a_row_of_a_drug_are_flagged(published: Published) -> None:
    assert published.flags("2021Q1") == {"DRUG": "20 of 60 reports have no row in the DRUG file"}


def test_a_column_that_no_file_ever_lacked_is_flagged_where_it_is_missing(published: Published) -> None:
    assert published.flags("2021Q2") == {"DRUG": "the file has no column route"}


def test_a_file_of_which_many_lines_were_rejected_is_flagged(published: Published) -> None:
    assert published.flags("2024Q1") == {"THER": "10 of 70 lines were rejected"}


def test_status_names_what_is_flagged_refused_and_unlike_fdas_own_files(published: Published) -> None:
    text = status(published.home, ask_source=False).text
    assert "Flagged: 2023Q1 DEMO: 9 rows, where 60 are typical of the quarters around it." in text
    assert "Flagged: 2022Q3" not in text
    assert "Refused: 2024Q2: faers_ascii_2024q2.zip: ASCII/REAC24Q2.txt" in text
    assert "unknown preferred_term; missing pt" in text
    # 483,643 rows: neksa/openfda-faers, in data/reference/faers_quarters.csv
    assert "2022Q4: DEMO 60 of 483,643" in text


def test_status_steps_lead_from_lines_to_counted_cases_without_a_gap(published: Published) -> None:
    steps = published.rows("SELECT name, count_in, count_removed, count_out FROM meta.reconciliation ORDER BY step")
    lines, counted = published.rows(
        "SELECT (SELECT sum(lines) FROM meta.load), (SELECT count(*) FROM faers.cases WHERE is_counted)"
    )[0]
    assert (steps[0][1], steps[-1][3]) == (lines, counted)
    assert all(count_in - removed == count_out for _, count_in, removed, count_out in steps)
    assert [step[1] for step in steps[1:]] == [step[3] for step in steps[:-1]]
    removed = {name: removed for name, _, removed, _ in steps}
    assert removed["rejected lines"] == 10
    assert removed["without a reaction"] == 2 * ORDINARY, "the quarters whose terms are empty or missing"


def test_a_refused_quarter_is_named_in_the_published_file_and_the_rest_is_there(published: Published) -> None:
    rows = published.rows("SELECT quarter FROM meta.refused_quarter")
    quarters = published.rows("SELECT DISTINCT quarter FROM faers.cases ORDER BY 1")
    assert rows == [("2024Q2",), *((quarter,) for quarter in HOSTILE)]
    assert [quarter for (quarter,) in quarters] == [
        "2021Q1", "2021Q2", "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1", "2025Q4"
    ]  # fmt: skip


def test_hostile_zips_are_refused_each_with_its_sentence_and_write_nothing_outside(published: Published) -> None:
    reasons = dict(published.rows("SELECT quarter, reason FROM meta.refused_quarter"))
    said = ("climbs out of its folder", "absolute path", "more than 400-fold", "2,007 members", "an absolute path")
    assert [sentence in reasons[quarter] for quarter, sentence in zip(HOSTILE, said, strict=True)] == [True] * 5
    assert sorted(path.name for path in published.home.parent.iterdir()) == ["data", "fda"]
    assert not list(published.home.rglob("*.txt"))
    assert not Path("/tmp/absolute.txt").exists()
