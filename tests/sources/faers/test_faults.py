"""FDA's known faults from the bytes in a zip to the rows people query, one build for all of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from signals.answers.case import case, counting_status, read_case
from signals.answers.pair import score_pair
from signals.answers.status import status
from signals.database import PUBLISHED_NAME, open_read_only
from tests.session_cache import made_once
from tests.sources.faers.fault_world import QUARTERS, write_fault_world
from tests.sources.faers.published_quarters import publish


@dataclass(frozen=True)
class World:
    """The published fault world."""

    home: Path

    def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        with open_read_only(self.home / PUBLISHED_NAME) as connection:
            return connection.execute(query, parameters).fetchall()

    def case(self, caseid: int, *columns: str) -> tuple[Any, ...]:
        (row,) = self.rows(f"SELECT {', '.join(columns)} FROM faers.cases WHERE caseid = $caseid", caseid=caseid)
        return row

    def drugs(self, caseid: int) -> list[str]:
        """The drug names of a case as reported."""
        return [
            name for (name,) in self.rows("SELECT drugname FROM faers.case_drug WHERE caseid = $caseid ORDER BY drug_seq", caseid=caseid)
        ]  # fmt: skip

    def terms(self, caseid: int) -> list[str]:
        return [
            term for (term,) in self.rows("SELECT event_pt FROM faers.case_event WHERE caseid = $caseid", caseid=caseid)
        ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Eleven quarters with a fault or more each, published with a drug dictionary of the user's."""

    def make(home: Path) -> World:
        dictionary = home / "DiAna_dictionary.csv"
        dictionary.write_text('"drugname";"Substance"\n"avastyn";"bevacizumab"\n')
        publish(write_fault_world(home / "fda"), home / "data", dictionary)
        return World(home / "data")

    return made_once(tmp_path_factory, "faults", make)


# Files and lines


def test_every_line_of_every_quarter_is_accounted_for(world: World) -> None:
    assert world.rows("SELECT count(DISTINCT quarter) FROM meta.load") == [(len(QUARTERS),)]
    assert world.rows(
        "SELECT sum(lines + lines_split - lines_joined - rows_loaded - rows_rejected) FROM meta.load"
    ) == [(0,)]
    # The lone space before the ids of a deleted list, and nothing else.
    assert world.rows("SELECT table_name, member, line_number, reason, line FROM meta.rejected_line") == [
        ("DELETED", "deleted/ADR19Q1DeletedCases.txt", 1, "empty line", " ")
    ]


def test_the_extra_dollar_of_aers_shifts_no_field_and_indi_of_2004q1_does_without(world: World) -> None:
    assert world.case(5000001, "primaryid", "fda_date::VARCHAR") == (4200002, "2004-02-20")
    assert world.rows("SELECT indication_pt FROM faers.case_indication WHERE caseid = -4200003") == [("Leukaemia",)]


def test_two_drug_records_on_a_line_of_2011_are_two_records_of_two_reports(world: World) -> None:
    assert [world.drugs(case) for case in (8000001, 8000002, 8000003)] == [["TASIGNA"], ["SPRYCEL"], ["TARCEVA"]]
    assert world.rows(
        "SELECT lines, lines_split, rows_loaded, rows_repaired FROM meta.load WHERE quarter = '2011Q2' AND table_name = 'DRUG'"
    ) == [(2, 1, 3, 2)]


def test_a_dollar_inside_mfr_num_is_part_of_the_number(world: World) -> None:
    assert world.case(8400001, "manufacturer_number", "sender", "age_years", "reporter_country") == (
        "US-ABBOTT-12P-163-0$906001-00", "ABBOTT", 61.0, "US"
    )  # fmt: skip


def test_the_faulty_headers_of_2012q4_lose_no_column(world: World) -> None:
    assert world.case(5000004, "sex") == ("F",), "GNDR_COD"
    assert world.rows("SELECT outcome FROM faers.case_outcome WHERE caseid = 9000001") == [("DE",)], "outc_code"
    drug = read_case(world.home, 9000001)["drug"]
    assert {row["drug_seq"]: row["lot_num"] for row in drug if row["lot_num"]} == {"2": "LOT9"}, "lot_nbr"
    demo = read_case(world.home, 5000004)["demo"]
    assert [row["rept_dt"] for row in demo] == [None, "20121128"], "a blank before rept_dt"


def test_a_quotation_mark_that_nothing_closes_is_a_letter_of_the_name(world: World) -> None:
    assert world.drugs(9000001) == ['HUMIRA 40 MG/0.8 ML "PEN', '"ASPIRIN']


def test_line_feeds_end_lines_as_well_and_stray_ones_stay_inside_their_value(world: World) -> None:
    assert [world.drugs(case) for case in (14000001, 14000002, 14000003)] == [
        ["IMATINIB\nMESILATE"], ["SUTENT\rCAPSULES"], ["VOTRIENT"]
    ]  # fmt: skip
    named = world.rows(
        "SELECT ingredient FROM faers.case_drug WHERE caseid BETWEEN 14000001 AND 14000003 ORDER BY caseid"
    )
    assert named == [("imatinib",), ("sunitinib",), ("pazopanib",)]


def test_the_new_demo_of_2018q1_stands_in_for_the_one_it_corrects(world: World) -> None:
    assert world.case(14500001, "sex", "version_count") == ("F", 1)
    assert world.rows("SELECT member FROM meta.load WHERE quarter = '2018Q1' AND table_name = 'DEMO'") == [
        ("ASCII/DEMO18Q1_new.txt",)
    ]


def test_bytes_that_are_not_utf8_are_latin1_and_utf8_is_itself(world: World) -> None:
    assert (world.drugs(16000001), world.drugs(16000002)) == (["CAFÉINE"], ["CAFÉINE"])


def test_sql_in_a_value_is_only_a_value(world: World) -> None:
    assert world.drugs(24000002) == ["'); DROP TABLE faers.cases; --"]
    assert world.terms(24000002) == ['Nausea"; DROP TABLE x']


# Cases and versions


def test_an_aers_row_without_a_case_number_is_a_case_of_its_own(world: World) -> None:
    assert world.case(-4200003, "primaryid", "is_counted") == (4200003, True)
    assert world.terms(-4200003) == ["Demyelination"]
    assert world.case(-90000991, "primaryid", "is_counted") == (90000991, True)
    assert read_case(world.home, -90000991)["drug"][0]["drugname"] == "GLEEVEC"


def test_a_blank_foll_seq_is_the_first_report_and_a_follow_up_replaces_it(world: World) -> None:
    assert world.case(5000001, "primaryid", "caseversion", "version_count") == (4200002, 1, 2)
    assert world.terms(5000001) == ["Vomiting"]
    assert world.case(5000012, "caseversion") == (0,)


def test_a_case_carried_from_aers_into_faers_counts_once(world: World) -> None:
    assert world.case(5000004, "primaryid", "quarter", "version_count") == (50000042, "2012Q4", 2)
    assert world.case(5000004, "init_fda_date::VARCHAR") == ("2004-01-15",), "first received in AERS"
    assert world.rows("SELECT count(*) FROM faers.suspect WHERE caseid = 5000004") == [(1,)]


def test_the_same_version_in_two_quarters_is_the_later_one_with_its_own_rows(world: World) -> None:
    assert world.case(9000002, "quarter", "sender", "version_count") == ("2013Q1", "THE LATER", 2)
    assert world.terms(9000002) == ["Headache"]


def test_every_spelling_of_a_deleted_list_takes_its_cases_out(world: World) -> None:
    deleted = world.rows("SELECT caseid, listed_quarter FROM meta.deleted_case ORDER BY caseid")
    assert deleted == [
        (15000001, "2019Q1"),  # deleted/ADR19Q1DeletedCases.txt, where it stands twice
        (15000002, "2019Q1"),  # deleted/AllDeletedCases.txt
        (15000003, "2019Q3"),  # Deleted/ADR20Q3DeletedCases.txt
        (15000004, "2021Q4"),  # Deleted/20Q4DeletedCases.txt
        (15000005, "2021Q4"),  # Deleted/DELETE21Q4.txt, its only line unterminated
        (15000006, "2021Q4"),  # DELETED/, after a byte order mark
    ]
    kept = world.rows("SELECT caseid FROM faers.cases WHERE caseid BETWEEN 15000000 AND 15999999 ORDER BY caseid")
    assert kept == [(15000007,), (15000008,)]


def test_a_drug_written_a_row_a_dose_is_one_record(world: World) -> None:
    assert world.rows("SELECT drug_seq, role, ingredient FROM faers.case_drug WHERE caseid = 24000001 ORDER BY ALL") == [
        (1, "PS", "bosutinib"), (2, "DN", "ponatinib")
    ]  # fmt: skip


def test_a_drug_that_was_not_given_is_no_suspect(world: World) -> None:
    assert world.rows("SELECT ingredient FROM faers.suspect WHERE caseid = 24000001") == [("bosutinib",)]


# Dates, ages, weights


@pytest.mark.parametrize(
    ("caseid", "date", "precision"),
    [
        (5000005, "2003-01-01", "year"),  # AERS pads
        (5000006, "2003-09-01", "month"),
        (5000007, "2003-09-15", "day"),
        (5000008, "2003-09-01", "month"),  # 200309
        (5000009, "2003-01-01", "year"),  # 2003
        (5000010, None, None),  # 1012
        (5000011, None, None),  # after the quarter
        (5000012, None, None),  # 30 February
        (9000003, "2012-01-01", "day"),  # FAERS before 2021Q3 pads nothing
        (19000001, "2021-01-01", "year"),  # FAERS from 2021Q4 pads
        (19000002, "2021-03-01", "month"),
        (19000003, "2021-03-17", "day"),
    ],
)
def test_a_date_says_how_much_of_it_is_known(
    world: World, caseid: int, date: str | None, precision: str | None
) -> None:
    assert world.case(caseid, "event_date::VARCHAR", "event_date_precision") == (date, precision)


@pytest.mark.parametrize(
    ("caseid", "years"),
    [
        (5000005, 20.0),  # 2 DEC
        (5000006, 3.0),  # 36 MON
        (5000007, 26 * 7 / 365.25),  # 26 WK
        (5000008, 90 / 365.25),  # 90 DY
        (5000009, 12 / 24 / 365.25),  # 12 HR
        (8400001, 61.0),  # 61 YR
        (5000010, None),  # 450 YR
        (5000011, None),  # -3 YR
        (5000012, None),  # 40 without a unit
    ],
)
def test_an_age_is_in_years_whatever_its_unit_and_missing_where_nobody_can_be_of_it(
    world: World, caseid: int, years: float | None
) -> None:
    assert world.case(caseid, "age_years") == (pytest.approx(years) if years is not None else None,)


@pytest.mark.parametrize(
    ("caseid", "kilograms"),
    [
        (5000005, 150 * 0.45359237),  # LBS, the international pound
        (5000006, 3.5),  # GMS
        (5000007, 70.0),  # KG
        (5000010, None),  # 9,000 kg
        (5000011, None),  # 0 kg
    ],
)
def test_a_weight_is_in_kilograms_whatever_its_unit_and_missing_where_nobody_can_be_of_it(
    world: World, caseid: int, kilograms: float | None
) -> None:
    assert world.case(caseid, "weight_kg") == (pytest.approx(kilograms) if kilograms is not None else None,)


# Drug names, status, one case


def test_the_users_dictionary_names_what_no_other_rule_can(world: World) -> None:
    assert world.rows("SELECT ingredient, match_rule FROM faers.case_drug WHERE caseid = 24000003") == [
        ("bevacizumab", "dictionary")
    ]
    (sha256,) = world.rows("SELECT drug_dictionary_sha256 FROM meta.run")[0]
    assert len(sha256) == 64


def test_what_nothing_matched_is_listed_the_most_frequent_first(world: World) -> None:
    assert world.rows("FROM meta.unmatched_drug") == [
        ("caféine", 2, 2), ("drop table faers.cases", 1, 1), ('humira "pen', 1, 1)
    ]  # fmt: skip


def test_status_sums_the_lines_split_joined_repaired_and_rejected(world: World) -> None:
    words = [line.split() for line in status(world.home, ask_source=False).text.splitlines()]
    assert ["DRUG", "11", "46", "1", "1", "46", "5", "0"] in words
    assert ["2019Q1", "9", "29", "0", "0", "28", "0", "1"] in words


def test_a_case_is_shown_with_what_became_of_it_and_no_control_character(world: World) -> None:
    assert counting_status(world.home, 5000004) == [
        "Case 5000004: report 50000042 of 2012Q4 (version 2) stands, of 2 held; it counts."
    ]
    assert counting_status(world.home, 15000003) == [
        "Case 15000003 does not count: FDA's list of deleted cases of 2019Q3 names it."
    ]
    text = case(world.home, "14000002").text
    assert r"SUTENT\rCAPSULES" in text
    assert all(line.isprintable() for line in text.split("\n"))


def test_a_drug_called_like_a_statement_is_just_a_drug(world: World) -> None:
    """Its quote and semicolon reach every query as a value: the counts are those of its one report."""
    name = "'); DROP TABLE faers.cases; --"
    found = score_pair(world.home / PUBLISHED_NAME, name, 'Nausea"; DROP TABLE x')
    assert (found["ingredient"], found["a"]) == ("drop table faers.cases", 1)
    assert world.rows("SELECT drugname FROM faers.case_drug WHERE caseid = 24000002") == [(name,)]
