"""Records that run together on one line become rows where one reading fits, and are set aside where two do."""

import pytest

from tests.sources.faers.conftest import Lake
from tests.sources.faers.drug_lines import DRUG_AERS_2, DRUG_NEXT, DRUG_NO_NDA, drug, load_drugs, with_value
from tests.sources.faers.zips import AERS, AERS_ROWS, FAERS, FAERS_ROWS, aers_members, faers_members, text_of


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


@pytest.mark.parametrize("number", [b"US-BAYER-$2012-004", b"A$1000$2000", b"$1200", b"12$"])
def test_a_dollar_inside_the_manufacturers_number_is_kept_in_aers(lake: Lake, number: bytes) -> None:
    row = AERS_ROWS["DEMO"].replace(b"DL2003174", number)
    lake.load(aers_members(DEMO=text_of(AERS["DEMO"], AERS_ROWS["DEMO"], row)), "2004Q1")
    assert lake.values("demo", "mfr_num", "2004Q1") == ["DL2003174", number.decode()]
    assert lake.values("demo", "mfr_sndr", "2004Q1") == ["DANCO LABORATORIES, LLC"] * 2
    assert lake.counts("DEMO", "2004Q1") == (2, 0, 0, 2, 1, 0)


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


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (b"MFR_SNDR", b"ACME$DANCO"),
        (b"MFR_SNDR", b"3$M HEALTH"),  # or the manufacturer's number is DL2003174$3
        (b"MFR_SNDR", b"7$"),
        (b"MFR_NUM", b"A$1$2"),  # or the sender is 1$2$DANCO LABORATORIES, LLC
        (b"MFR_NUM", b"$12"),
    ],
)
def test_a_dollar_in_a_line_of_aers_that_may_stand_in_the_senders_name_is_set_aside(
    lake: Lake, column: bytes, value: bytes
) -> None:
    header, row = with_value(column, value, "AERS")
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
