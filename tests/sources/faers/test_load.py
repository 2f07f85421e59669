"""Each known fault of FDA's files (facts/faers.md), as bytes like the real ones, and what comes of it."""

import tracemalloc

import pytest

from signals.errors import OutsideError
from tests.sources.faers.conftest import Lake
from tests.sources.faers.drug_lines import drug, load_drugs
from tests.sources.faers.zips import (
    AERS,
    AERS_ROWS,
    FAERS,
    FAERS_2012,
    FAERS_2012_ROWS,
    FAERS_ROWS,
    aers_members,
    faers_members,
    members,
    text_of,
)


def test_aers_rows_load_without_their_last_dollar_under_the_lakes_names(lake: Lake) -> None:
    lake.load(aers_members(), "2004Q1")
    (demo,) = lake.rows("demo", "2004Q1")
    assert demo["primaryid"] == "4204616"
    assert demo["caseid"] == "5657190"
    assert (demo["caseversion"], demo["i_f_code"], demo["sex"]) == (None, "I", "F")
    assert demo["init_fda_dt"] is None
    assert demo["quarter"] == "2004Q1"
    assert lake.values("drug", "nda_num", "2004Q1") == ["20687"]
    assert lake.values("ther", "dsg_drug_seq", "2004Q1") == ["1004278786"]
    assert lake.values("indi", "indi_drug_seq", "2004Q1") == ["1004278786"]
    assert lake.values("indi", "indi_pt", "2004Q1") == ["ABORTION INDUCED"]
    assert lake.counts("DEMO", "2004Q1") == (1, 0, 0, 1, 0, 0)


def test_an_aers_row_without_a_case_number_loads(lake: Lake) -> None:
    row = AERS_ROWS["DEMO"].replace(b"$5657190$", b"$$")
    lake.load(aers_members(DEMO=text_of(AERS["DEMO"], row)), "2004Q1")
    assert lake.values("demo", "caseid", "2004Q1") == [None]


def test_the_faulty_header_of_2012q4_is_understood(lake: Lake) -> None:
    lake.load(members("2012Q4", FAERS_2012, FAERS_2012_ROWS), "2012Q4")
    assert lake.values("demo", "rept_dt", "2012Q4") == ["20121128"]
    assert lake.values("demo", "sex", "2012Q4") == ["F"]
    assert lake.values("drug", "primaryid", "2012Q4") == ["34483284"]
    assert lake.values("drug", "lot_num", "2012Q4") == ["LOT9"]
    assert lake.values("drug", "prod_ai", "2012Q4") == [None]
    assert lake.values("outc", "outc_cod", "2012Q4") == ["OT"]


def test_a_sequence_number_repeating_a_row_a_dose_and_role_dn_load_as_they_are(lake: Lake) -> None:
    load_drugs(lake, drug(b"A"), drug(b"A"), drug(b"B", seq=b"2", role=b"DN"))
    assert lake.values("drug", "drug_seq") == ["1", "1", "2"]
    assert lake.values("drug", "role_cod") == ["PS", "PS", "DN"]


def test_dates_and_ages_stay_as_fda_wrote_them(lake: Lake) -> None:
    rows = [FAERS_ROWS["DEMO"].replace(b"$20120330$", date) for date in (b"$2012$", b"$201203$", b"$1012$", b"$$")]
    lake.load(faers_members(DEMO=text_of(FAERS["DEMO"], *rows)))
    assert lake.values("demo", "event_dt") == ["2012", "201203", "1012", None]


def test_a_table_of_which_no_line_can_be_read_refuses_the_quarter(lake: Lake) -> None:
    with pytest.raises(OutsideError, match=r"none of the 2 lines of ASCII/REAC24Q1.txt"):
        lake.load(faers_members(REAC=text_of(FAERS["REAC"], b"1;2;x", b"1;2;y")))
    assert not list(lake.path.glob("*/*"))


def test_a_quarter_without_indi_loads_with_an_empty_table_and_a_note(lake: Lake) -> None:
    files = faers_members()
    del files["ASCII/INDI24Q1.txt"]
    load = lake.load(files)
    assert load.notes == ("the zip holds no INDI file",)
    assert lake.rows("indi") == []
    assert [row["note"] for row in lake.rows("load") if row["table_name"] == "DEMO"] == list(load.notes)


def test_a_zip_marked_synthetic_is_remembered_as_such(lake: Lake) -> None:
    assert not lake.load(faers_members()).is_synthetic
    assert lake.load(faers_members() | {"SYNTHETIC.txt": b"made up"}).is_synthetic
    assert {row["is_synthetic"] for row in lake.rows("load")} == {True}


def test_an_unknown_column_in_a_zip_leaves_the_earlier_load_of_the_quarter_in_place(lake: Lake) -> None:
    lake.load(faers_members())
    before = {path: path.read_bytes() for path in lake.path.rglob("*.parquet")}
    with pytest.raises(OutsideError, match="gender"):
        lake.load(faers_members(DEMO=text_of(FAERS["DEMO"].replace(b"$sex$", b"$gender$"), FAERS_ROWS["DEMO"])))
    assert {path: path.read_bytes() for path in lake.path.rglob("*.parquet")} == before


def test_a_zip_with_the_layouts_of_both_eras_is_refused(lake: Lake) -> None:
    with pytest.raises(OutsideError, match="mixes the layouts of two eras"):
        lake.load(faers_members(OUTC=text_of(AERS["OUTC"], AERS_ROWS["OUTC"])))


def test_loading_twice_changes_nothing(lake: Lake) -> None:
    lake.load(faers_members())
    before = {path: path.read_bytes() for path in lake.path.rglob("*.parquet")}
    lake.load(faers_members())
    assert {path: path.read_bytes() for path in lake.path.rglob("*.parquet")} == before


def test_loading_leaves_nothing_in_scratch(lake: Lake) -> None:
    lake.load(faers_members())
    assert list((lake.path / "scratch").iterdir()) == []


def test_a_full_disk_is_reported_in_a_sentence_and_leaves_the_lake_alone(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", no_space)
    with pytest.raises(OutsideError, match=r"disk of .* is full"):
        lake.load(faers_members())
    assert not list(lake.path.glob("*/*"))
    assert list((lake.path / "scratch").iterdir()) == []


@pytest.mark.parametrize("line", [b"1234567$" * 28, b"1234567$" * 57 + b"x", b"1" * 1_000_000 + b"$", b"$" * 1_000_000])
def test_a_line_of_repeated_numbers_does_not_hang_the_loader(lake: Lake, line: bytes) -> None:
    lake.load(aers_members(REAC=text_of(AERS["REAC"], AERS_ROWS["REAC"], line)), "2004Q1")
    lines, split, joined, loaded, _, rejected = lake.counts("REAC", "2004Q1")
    assert lines + split - joined == loaded + rejected


@pytest.mark.parametrize("line", [b"1234567", b"1234567$12", b"abc", b"1" * 40 + b"x", b"1$1$1"])
def test_many_lines_that_are_no_records_do_not_hang_the_loader(lake: Lake, line: bytes) -> None:
    count = 40_000
    lake.load(faers_members(OUTC=text_of(FAERS["OUTC"], FAERS_ROWS["OUTC"], *[line] * count)))
    assert lake.counts("OUTC")[0] == count + 1
    assert len(lake.rows("rejected_line")) == lake.counts("OUTC")[-1]


@pytest.mark.parametrize("name", ["ASCII/OUTC24Q1.txt", "Deleted/DELETE24Q1.txt"])
def test_a_zip_of_a_few_kilobytes_full_of_empty_lines_loads_in_bounded_memory(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("signals.sources.faers.line_blocks._MAX_LINES", 1 << 12)
    monkeypatch.setattr("signals.sources.faers.line_blocks._SMALL_BLOCK", 1 << 12)
    files = faers_members() | {"Deleted/DELETE24Q1.txt": b"123\r\n"}
    tracemalloc.start()
    lake.load(files | {name: files[name] + b"\n" * 40_000})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 9_000_000
    assert len(lake.rows("rejected_line")) == 40_000


def test_a_number_like_no_other_is_read_in_linear_time(lake: Lake) -> None:
    fields = FAERS_ROWS["DEMO"].split(b"$")
    fields[FAERS["DEMO"].split(b"$").index(b"age")] = b"1" * 1_000_000 + b"x"
    lake.load(faers_members(DEMO=text_of(FAERS["DEMO"], FAERS_ROWS["DEMO"], b"$".join(fields) + b"$")))
    assert lake.counts("DEMO") == (2, 0, 0, 1, 0, 1)
