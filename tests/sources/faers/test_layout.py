"""FDA's headers are understood, and no other."""

import csv
from pathlib import Path

import pytest

from signals.errors import OutsideError
from signals.sources.faers.layout import LAKE_COLUMNS, Era, Header, understand_header
from tests.sources.faers.conftest import Lake
from tests.sources.faers.zips import AERS, FAERS, FAERS_2012, aers_members


def understand(line: bytes, table: str, quarter: str) -> Header:
    return understand_header(line, table=table, quarter=quarter, member=f"ASCII/{table}.txt")


def test_every_header_fda_is_known_to_have_used_is_understood(shared: Path) -> None:
    with (shared / "reference" / "faers_headers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 42  # 7 tables of 6 quarters
    for row in rows:
        header = understand(row["header_raw"].encode(), row["table"], row["quarter"])
        assert header.width == int(row["header_fields"])
        assert header.era is (Era.AERS if row["quarter"] < "2012Q4" else Era.FAERS)
        assert set(header.columns) <= set(LAKE_COLUMNS[row["table"]])


def test_aers_names_its_columns_as_the_lake_does() -> None:
    assert understand(AERS["INDI"], "INDI", "2004Q1").columns == ("primaryid", "indi_drug_seq", "indi_pt")
    assert understand(AERS["THER"], "THER", "2004Q1").columns[1] == "dsg_drug_seq"
    assert understand(AERS["DRUG"], "DRUG", "2004Q1").columns[1] == "drug_seq"
    assert understand(AERS["DEMO"], "DEMO", "2004Q1").columns[:4] == ("primaryid", "caseid", "i_f_code", "caseversion")


def test_the_faults_of_2012q4_are_understood() -> None:
    assert "rept_dt" in understand(FAERS_2012["DEMO"], "DEMO", "2012Q4").columns
    assert "lot_num" in understand(FAERS_2012["DRUG"], "DRUG", "2012Q4").columns
    assert understand(FAERS_2012["DRUG"], "DRUG", "2012Q4").columns[0] == "primaryid"
    assert understand(FAERS_2012["OUTC"], "OUTC", "2012Q4").columns[2] == "outc_cod"


def test_columns_are_known_by_name_not_by_place() -> None:
    assert understand(b"caseid$primaryid$pt$drug_rec_act", "REAC", "2024Q1").columns[0] == "caseid"


def test_a_header_of_another_quarter_of_the_era_is_understood_and_says_what_it_lacks() -> None:
    with_country = AERS["DEMO"] + b"$REPORTER_COUNTRY"
    assert understand(with_country, "DEMO", "2004Q1").missing == ()
    assert understand(with_country, "DEMO", "2005Q3").columns[-1] == "reporter_country"
    assert understand(AERS["DEMO"], "DEMO", "2005Q3").missing == ("reporter_country",)
    assert understand(FAERS_2012["DEMO"], "DEMO", "2024Q1").missing == ("auth_num", "lit_ref", "age_grp")
    assert understand(FAERS["DRUG"].replace(b"$prod_ai", b""), "DRUG", "2024Q1").missing == ("prod_ai",)


def test_a_column_that_is_missing_is_null_in_every_row_and_noted(lake: Lake) -> None:
    load = lake.load(aers_members("2010Q1"), "2010Q1")
    assert lake.values("demo", "reporter_country", "2010Q1") == [None]
    assert load.notes == ("the DEMO file has no column reporter_country, which the quarter's files have",)


def test_a_header_that_fda_used_in_the_era_is_known_and_one_that_lacks_more_is_not() -> None:
    assert understand(AERS["DEMO"], "DEMO", "2005Q3").is_known
    assert not understand(AERS["DEMO"].replace(b"$WT$", b"$"), "DEMO", "2005Q3").is_known


def test_a_header_of_forty_thousand_columns_is_refused_by_its_number() -> None:
    with pytest.raises(OutsideError, match="names 40,004 columns") as refused:
        understand(FAERS["REAC"] + b"".join(b"$c%d" % number for number in range(40_000)), "REAC", "2024Q1")
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (FAERS["DRUG"] + b"$biosimilar", "unknown biosimilar"),
        (FAERS["DRUG"] + b"$", "unknown ''"),
        (FAERS["DRUG"].replace(b"$drugname", b""), "missing drugname"),
        (FAERS["DRUG"].replace(b"$prod_ai", b"$active_ingredient"), "unknown active_ingredient; missing prod_ai"),
        (FAERS["DRUG"] + b"$route", "named twice route"),
        (FAERS["DRUG"].replace(b"caseid$", b""), "missing caseid"),
        (FAERS["DRUG"].removeprefix(b"primaryid$"), "no key column"),
        (FAERS["DRUG"].replace(b"$", b","), "no key column"),
        ("primaryid$".encode("utf-16"), "no key column"),
    ],
)
def test_a_header_nobody_has_seen_before_is_refused_by_name(header: bytes, fault: str) -> None:
    with pytest.raises(OutsideError, match=fault) as raised:
        understand(header, "DRUG", "2024Q1")
    assert "ASCII/DRUG.txt" in str(raised.value)
    assert "primaryid" in str(raised.value)
