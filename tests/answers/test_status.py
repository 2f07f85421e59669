"""`nibwatch status` says what is so, and no more."""

from pathlib import Path

import pytest

from signals.answers.status import status
from signals.data_directory import lake_of
from signals.lake.refusal import Refusal, record_refusals
from tests.publications import Publication


@pytest.fixture
def home(small_publication: Publication, tmp_path: Path) -> Path:
    return small_publication.copied_to(tmp_path / "home").home


def test_a_source_that_cannot_be_asked_is_not_said_to_have_nothing_newer(home: Path) -> None:
    last = status(home, source="http://127.0.0.1:9/Exports").text.split("\n\n")[-1]
    assert last.startswith(
        "Whether anything newer is there is not known, as http://127.0.0.1:9/Exports could not be asked:"
    )
    assert "Connection refused" in last


@pytest.mark.parametrize(("quarter", "still_counts"), [("2023Q2", True), ("2030Q1", False)])
def test_a_refused_zip_of_a_quarter_that_is_held_is_not_said_to_be_left_out(
    home: Path, quarter: str, still_counts: bool
) -> None:
    record_refusals(lake_of(home), tried={quarter}, refused=[Refusal(quarter, "The zip is damaged.")])
    (line,) = [part for part in status(home, ask_source=False).text.split("\n\n") if part.startswith("Refused")]
    assert line.startswith(f"Refused: {quarter}: The zip is damaged.")
    assert ("What was loaded of it before still counts." in line) == still_counts
