"""The empty rows of a paper that waits for its coder: valid, written once, or not at all."""

import csv
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signals.errors import RequestError
from signals.literature.review_row import STUDIES, append_rows, as_csv, empty_rows
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference

DAY = date(2026, 11, 25)


def paper(**changed: object) -> dict[str, Any]:
    return {
        "publication": "PMID 71", "pmid": "71", "doi": "10.1000/x", "title": "Imatinib, in \"EAE\"\nand more", "journal": "J",
        "first_author": "Doe J", "year": 2024, "compounds": ["imatinib", "GW2580"], "found_by": ["imatinib"],
        "retraction": "none", **changed,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/reference to write into."""
    return Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))


def test_an_empty_row_is_valid_and_counts_for_nothing_until_it_is_filled(folder: Path) -> None:
    before = read_reference(folder)["preclinical_study"].num_rows
    rows = empty_rows(paper(), DAY)
    lines = append_rows(rows, folder)
    studies = read_reference(folder)["preclinical_study"].to_pylist()
    assert len(studies) == before + 2
    assert [(row["compound"], row["ingredient"], row["target_class"]) for row in studies[-2:]] == [
        ("imatinib", "imatinib", "BCR-ABL"), ("GW2580", None, "CSF1R"),
    ]  # fmt: skip
    assert {(row["direction"], row["is_weighed"], row["seen_level"]) for row in studies[-2:]} == {
        ("not coded", False, "not read")
    }
    with (folder / STUDIES).open(newline="") as file:
        written = [row[0] for row in csv.reader(file)]
    assert [written[line - 1] for line in lines] == [row["study_id"] for row in rows]
    assert len({row["study_id"] for row in studies}) == len(studies)


def test_a_paper_gets_its_rows_once(folder: Path) -> None:
    append_rows(empty_rows(paper(), DAY, read_reference(folder)), folder)
    assert empty_rows(paper(), DAY, read_reference(folder)) == []
    assert empty_rows(paper(pmid=None, doi="10.1000/X"), DAY, read_reference(folder)) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"title": None, "year": None, "journal": None, "first_author": None, "doi": None},
        {"doi": "not a doi"},
        {"title": '=cmd|"/c calc"!A1, and\r\n"quotes"'},
        {"retraction": "expression of concern"},
        {"compounds": [], "found_by": ["imatinib", "coded study"]},
    ],
)
def test_an_odd_paper_still_gives_a_valid_row(odd: dict[str, object], folder: Path) -> None:
    rows = empty_rows(paper(**odd), DAY, read_reference(folder))
    assert rows and append_rows(rows, folder)
    assert len(as_csv(rows).splitlines()) == len(rows)


def test_a_file_that_would_not_be_valid_is_left_as_it_was(folder: Path) -> None:
    before = (folder / STUDIES).read_bytes()
    (row, *_) = empty_rows(paper(), DAY)
    with pytest.raises(RequestError, match="column direction"):
        append_rows([{**row, "direction": "good"}], folder)
    assert (folder / STUDIES).read_bytes() == before
