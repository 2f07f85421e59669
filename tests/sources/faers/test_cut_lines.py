"""Records that a line break cut are joined; what is no record is rejected and kept."""

import pytest

from tests.sources.faers.conftest import Lake
from tests.sources.faers.drug_lines import drug, load_drugs
from tests.sources.faers.zips import AERS, AERS_ROWS, FAERS, FAERS_ROWS, aers_members, faers_members, text_of


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
