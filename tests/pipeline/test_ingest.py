"""What ingest makes of a quarter that failed."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from signals.errors import DiskFullError, OutsideError, RequestError
from signals.pipeline.ingest import outcome_of
from signals.sources.faers.exports import NotPublishedError
from signals.sources.faers.ledger import Ledger


def ended(result: object) -> "Future[Any]":
    """A step that has ended with a result or an error."""
    future: Future[Any] = Future()
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
    return future


def test_a_quarter_that_cannot_be_had_or_loaded_is_refused_with_its_sentence(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.json")
    assert outcome_of(ended(NotPublishedError("it is not there")), ledger, "2023Q1") == "it is not there"
    assert outcome_of(ended(OutsideError("an unknown header")), ledger, "2023Q1") == "an unknown header"
    assert outcome_of(ended(None), ledger, "2023Q1") is None


@pytest.mark.parametrize("error", [DiskFullError("the disk is full"), RequestError("mixed"), ZeroDivisionError()])
def test_what_is_no_quarters_fault_stops_all(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(type(error)):
        outcome_of(ended(error), Ledger(tmp_path / "ledger.json"), "2023Q1")
