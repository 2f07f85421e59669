"""Each known fault of FDA's files (facts/faers.md), as bytes like the real ones, and what comes of it."""

import tracemalloc

import pytest

from signals.errors import OutsideError
from tests.sources.faers.conftest import Lake
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

DRUG_AERS_2 = b"4204617$1004278787$SS$PREDNISONE$1$ORAL$5 MG$U$U$$$11153$"
DRUG_NO_NDA = b"7475790$1016572490$C$DEXAMETHASONE$1$$$$$$$$"
DRUG_NEXT = b"7475791$1016572491$PS$REVLIMID$1$ORAL$25 MG$U$U$$$21880$"


def drug(name: bytes, seq: bytes = b"1", role: bytes = b"PS") -> bytes:
    """A FAERS DRUG line with this drug name."""
    fields = FAERS_ROWS["DRUG"].split(b"$")
    fields[2], fields[3], fields[4] = seq, role, name
    return b"$".join(fields)


def load_drugs(lake: Lake, *lines: bytes, ending: bytes = b"\r\n") -> None:
    lake.load(faers_members(DRUG=text_of(FAERS["DRUG"], *lines, ending=ending)))


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


def test_two_drug_records_run_together_on_one_line_become_two_rows(lake: Lake) -> None:
    run_on = AERS_ROWS["DRUG"] + DRUG_AERS_2
    lake.load(aers_members(DRUG=text_of(AERS["DRUG"], AERS_ROWS["DRUG"], run_on)), "2004Q1")
    assert lake.values("drug", "primaryid", "2004Q1") == ["4204616", "4204616", "4204617"]
    assert lake.values("drug", "nda_num", "2004Q1") == ["20687", "20687", "11153"]
    assert lake.counts("DRUG", "2004Q1") == (2, 1, 0, 3, 2, 0)


def test_three_records_on_one_line_become_three_rows(lake: Lake) -> None:
    run_on = AERS_ROWS["DRUG"] + DRUG_AERS_2 + DRUG_NEXT
    lake.load(aers_members(DRUG=text_of(AERS["DRUG"], run_on, AERS_ROWS["DRUG"], DRUG_NEXT)), "2004Q1")
    assert lake.counts("DRUG", "2004Q1") == (3, 2, 0, 5, 3, 0)


def test_a_run_on_line_without_the_dollar_between_is_parted_where_that_is_certain(lake: Lake) -> None:
    lines = [AERS_ROWS["DRUG"], DRUG_AERS_2, DRUG_NO_NDA[:-1] + DRUG_NEXT]
    lake.load(aers_members(DRUG=text_of(AERS["DRUG"], *lines)), "2004Q1")
    assert lake.values("drug", "primaryid", "2004Q1")[2:] == ["7475790", "7475791"]
    assert lake.counts("DRUG", "2004Q1") == (3, 1, 0, 4, 2, 0)


def test_a_run_on_line_that_can_be_parted_in_two_ways_is_rejected_whole(lake: Lake) -> None:
    # 20687 and 4204617 run together: nothing says where the number ends and the key begins.
    lines = [AERS_ROWS["DRUG"], DRUG_AERS_2, AERS_ROWS["DRUG"][:-1] + DRUG_AERS_2]
    lake.load(aers_members(DRUG=text_of(AERS["DRUG"], *lines)), "2004Q1")
    assert lake.counts("DRUG", "2004Q1") == (3, 0, 0, 2, 0, 1)
    assert lake.rows("rejected_line", "2004Q1")[0]["line"] == lines[2].decode()


def test_a_line_with_two_readings_as_two_records_is_rejected_whole(lake: Lake) -> None:
    # The third field is either the term of the first record or, without a `$` between, the key of the second.
    line = b"4204616$1004278786$4204616$1004278787$1004278788$"
    lake.load(aers_members(INDI=text_of(AERS["INDI"], AERS_ROWS["INDI"], line)), "2004Q1")
    assert lake.counts("INDI", "2004Q1") == (2, 0, 0, 1, 0, 1)


def test_a_run_on_faers_line_is_parted_by_the_case_number_that_follows_its_key(lake: Lake) -> None:
    load_drugs(lake, drug(b"A"), drug(b"GLEEVEC") + drug(b"TASIGNA", seq=b"2"))
    assert lake.values("drug", "drugname") == ["A", "GLEEVEC", "TASIGNA"]
    assert lake.values("drug", "dose_freq") == ["TID", "TID", "TID"]
    assert lake.counts("DRUG") == (2, 1, 0, 3, 2, 0)


@pytest.mark.parametrize("number", [b"US-BAYER-$2012-004", b"A$1$2", b"$12", b"12$"])
def test_a_dollar_inside_the_manufacturers_number_is_kept_in_aers(lake: Lake, number: bytes) -> None:
    row = AERS_ROWS["DEMO"].replace(b"DL2003174", number)
    lake.load(aers_members(DEMO=text_of(AERS["DEMO"], AERS_ROWS["DEMO"], row)), "2004Q1")
    assert lake.values("demo", "mfr_num", "2004Q1") == ["DL2003174", number.decode()]
    assert lake.values("demo", "mfr_sndr", "2004Q1") == ["DANCO LABORATORIES, LLC"] * 2
    assert lake.counts("DEMO", "2004Q1") == (2, 0, 0, 2, 1, 0)


def with_value(column: bytes, value: bytes, era: str = "FAERS") -> tuple[bytes, bytes]:
    """DEMO's header and its row with this value."""
    header, row = (FAERS["DEMO"], FAERS_ROWS["DEMO"]) if era == "FAERS" else (AERS["DEMO"], AERS_ROWS["DEMO"])
    fields = row.split(b"$")
    fields[header.split(b"$").index(column)] = value
    return header, b"$".join(fields)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (b"mfr_sndr", b"ACME$NOVARTIS"),
        (b"mfr_sndr", b"ACME$"),
        (b"auth_num", b"GB-MHRA$123"),
        (b"lit_ref", b"Smith J$Lancet 2020"),
        (b"mfr_num", b"PHHY$2012"),  # or the authority's number is $PHHY
    ],
)
def test_a_demo_line_that_can_be_read_in_two_ways_is_set_aside(lake: Lake, column: bytes, value: bytes) -> None:
    header, row = with_value(column, value)
    lake.load(faers_members(DEMO=text_of(header, FAERS_ROWS["DEMO"], row)))
    assert lake.values("demo", "mfr_sndr") == ["NOVARTIS"]
    assert lake.counts("DEMO") == (2, 0, 0, 1, 0, 1)
    assert lake.values("rejected_line", "line") == [row.decode()]


def test_a_dollar_in_a_senders_name_of_aers_is_set_aside(lake: Lake) -> None:
    header, row = with_value(b"MFR_SNDR", b"ACME$DANCO", "AERS")
    lake.load(aers_members(DEMO=text_of(header, AERS_ROWS["DEMO"], row)), "2004Q1")
    assert lake.values("demo", "mfr_sndr", "2004Q1") == ["DANCO LABORATORIES, LLC"]
    assert lake.counts("DEMO", "2004Q1") == (2, 0, 0, 1, 0, 1)


def test_a_dollar_in_a_long_citation_has_one_reading_and_stays_in_it(lake: Lake) -> None:
    citation = b"A long title " * 10 + b"for 5$ only"
    header, row = with_value(b"lit_ref", citation)
    lake.load(faers_members(DEMO=text_of(header, FAERS_ROWS["DEMO"], row)))
    assert lake.values("demo", "lit_ref") == [None, citation.decode()]
    assert lake.values("demo", "mfr_sndr") == ["NOVARTIS"] * 2


def test_a_dollar_before_an_empty_last_field_is_not_taken_for_one_that_ends_the_line(lake: Lake) -> None:
    line = FAERS_ROWS["REAC"].replace(b"Eye pruritus", b"Eye$pruritus")  # or drug_rec_act is `pruritus`, and ended
    lake.load(faers_members(REAC=text_of(FAERS["REAC"], FAERS_ROWS["REAC"], line)))
    assert lake.values("reac", "pt") == ["Eye pruritus"]


def test_two_demo_records_on_one_line_are_not_taken_for_a_manufacturers_number(lake: Lake) -> None:
    other = AERS_ROWS["DEMO"].replace(b"4204616$", b"4204618$")
    lake.load(aers_members(DEMO=text_of(AERS["DEMO"], other, AERS_ROWS["DEMO"] + other)), "2004Q1")
    assert lake.values("demo", "mfr_num", "2004Q1") == ["DL2003174"] * 3
    assert lake.counts("DEMO", "2004Q1") == (2, 1, 0, 3, 2, 0)


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("inside", [b"\n", b"\r\n", b"\n\n"])
def test_a_line_feed_inside_a_field_is_kept_and_its_lines_joined(lake: Lake, ending: bytes, inside: bytes) -> None:
    name = b"GLEEVEC" + inside + b"100 MG"
    load_drugs(lake, drug(b"A"), drug(name), drug(b"B"), ending=ending)
    assert sorted(lake.values("drug", "drugname")) == sorted(["A", name.decode(), "B"])
    joined = inside.count(b"\n")
    assert lake.counts("DRUG") == (3 + joined, 0, joined, 3, 1, 0)


def test_a_line_feed_in_the_last_field_is_mended_where_the_endings_show_it(lake: Lake) -> None:
    first, second = FAERS_ROWS["INDI"] + b"\nof the gut", FAERS_ROWS["INDI"]
    lake.load(faers_members(INDI=text_of(FAERS["INDI"], first, second, second)))
    assert "Neuroendocrine tumour\nof the gut" in lake.values("indi", "indi_pt")
    assert lake.counts("INDI") == (4, 0, 1, 3, 1, 0)


def test_a_line_feed_in_the_last_field_of_aers_is_mended_by_the_dollar_that_comes_late(lake: Lake) -> None:
    lines = [AERS_ROWS["REAC"], AERS_ROWS["REAC"], b"4204616$ABDOMINAL\nPAIN$"]
    lake.load(aers_members(REAC=text_of(AERS["REAC"], *lines)), "2004Q1")
    assert lake.values("reac", "pt", "2004Q1") == ["ABDOMINAL PAIN", "ABDOMINAL PAIN", "ABDOMINAL\nPAIN"]
    assert lake.counts("REAC", "2004Q1") == (4, 0, 1, 3, 1, 0)


def test_a_truncated_record_does_not_swallow_the_record_after_it(lake: Lake) -> None:
    load_drugs(lake, drug(b"A")[:30], drug(b"B"), drug(b"C"))
    assert sorted(lake.values("drug", "drugname")) == ["B", "C"]
    (rejected,) = lake.rows("rejected_line")
    assert (rejected["line_number"], rejected["reason"]) == (2, "too few fields")
    assert rejected["line"] == drug(b"A")[:30].decode()


def test_a_truncated_record_and_a_garbage_line_are_two_rejected_lines(lake: Lake) -> None:
    load_drugs(lake, drug(b"A"), drug(b"B")[:40], b"garbage", drug(b"C"), b"x$y", b"garbage$" * 30)
    assert sorted(lake.values("drug", "drugname")) == ["A", "C"]
    assert [row["line_number"] for row in lake.rows("rejected_line")] == [3, 4, 6, 7]
    assert [row["reason"] for row in lake.rows("rejected_line")] == ["too few fields"] * 3 + ["too many fields"]
    assert lake.counts("DRUG") == (6, 0, 0, 2, 0, 4)


def test_a_fragment_that_begins_like_a_record_is_not_joined(lake: Lake) -> None:
    whole = drug(b"B")
    load_drugs(lake, drug(b"A"), whole[:30], b"1001678199$" + b"$" * (19 - whole[:30].count(b"$") - 1))
    assert lake.counts("DRUG") == (3, 0, 0, 1, 0, 2)


@pytest.mark.parametrize("extra", [b"$x", b"$x$y", b"$$$"])
def test_a_line_with_too_many_fields_is_rejected(lake: Lake, extra: bytes) -> None:
    load_drugs(lake, drug(b"A"), drug(b"B") + extra)
    assert lake.values("drug", "drugname") == ["A"]
    assert lake.rows("rejected_line")[0]["reason"] == "too many fields"


def test_a_dollar_inside_a_drug_name_is_rejected_even_before_an_empty_last_field(lake: Lake) -> None:
    name_with_dollar = drug(b"A$B").removesuffix(b"TID")
    load_drugs(lake, drug(b"A"), name_with_dollar)
    assert lake.counts("DRUG") == (2, 0, 0, 1, 0, 1)


def test_a_stray_carriage_return_stays_in_its_value(lake: Lake) -> None:
    load_drugs(lake, drug(b"A"), drug(b"GLEE\rVEC"), drug(b"B\r"), drug(b"C"), ending=b"\n")
    assert sorted(lake.values("drug", "drugname")) == ["A", "B\r", "C", "GLEE\rVEC"]
    assert lake.counts("DRUG") == (4, 0, 0, 4, 2, 0)


def test_bytes_that_are_not_utf8_are_read_as_latin1_and_utf8_as_itself(lake: Lake) -> None:
    load_drugs(lake, drug("CAFÉ".encode("latin-1")), drug("CAFÉ".encode()), drug(b"A"))
    assert sorted(lake.values("drug", "drugname")) == ["A", "CAFÉ", "CAFÉ"]
    assert lake.counts("DRUG") == (3, 0, 0, 3, 1, 0)


def test_quotes_backslashes_blanks_and_sql_are_only_text(lake: Lake) -> None:
    names = ['"', '"GLEEVEC', 'A"B', "A\\B", " A ", "'); DROP TABLE faers.cases; --", "NULL", "NA", "#N/A", "\x00A"]
    load_drugs(lake, *(drug(name.encode()) for name in names))
    assert lake.values("drug", "drugname") == names
    assert lake.counts("DRUG") == (len(names), 0, 0, len(names), 0, 0)


def test_line_endings_may_be_mixed_and_the_last_line_unterminated(lake: Lake) -> None:
    lines = [drug(b"A") + b"\n", drug(b"B") + b"\r\n", drug(b"C")]
    lake.load(faers_members(DRUG=FAERS["DRUG"] + b"\n" + b"".join(lines)))
    assert lake.values("drug", "drugname") == ["A", "B", "C"]
    assert lake.counts("DRUG") == (3, 0, 0, 3, 0, 0)


def test_a_last_line_that_is_cut_is_rejected_and_its_text_kept(lake: Lake) -> None:
    lake.load(faers_members(DRUG=text_of(FAERS["DRUG"], drug(b"A")) + drug(b"B")[:20]))
    assert lake.counts("DRUG") == (2, 0, 0, 1, 0, 1)
    assert lake.rows("rejected_line")[0] | {"quarter": "", "member": ""} == {
        "quarter": "",
        "table_name": "DRUG",
        "member": "",
        "line_number": 3,
        "reason": "too few fields",
        "line": drug(b"B")[:20].decode(),
    }


def test_empty_lines_are_rejected(lake: Lake) -> None:
    load_drugs(lake, drug(b"A"), b"", drug(b"B"), b"", b"")
    assert lake.counts("DRUG") == (5, 0, 0, 2, 0, 3)
    assert {row["reason"] for row in lake.rows("rejected_line")} == {"empty line"}


def test_a_line_that_begins_with_no_number_is_rejected(lake: Lake) -> None:
    load_drugs(lake, drug(b"A"), b"x" + drug(b"B"), b"$" + drug(b"B").partition(b"$")[2])
    assert [row["reason"] for row in lake.rows("rejected_line")] == ["does not begin with a number"] * 2


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


def test_a_full_disk_is_told_in_a_sentence_and_leaves_the_lake_alone(
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
