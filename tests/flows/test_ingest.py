"""What the ingest flow makes of a quarter that failed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.ingest import _outcome
from signals.errors import DiskFullError, OutsideError, RequestError
from signals.sources.faers.exports import NotPublishedError
from signals.sources.faers.ledger import Ledger


@dataclass(frozen=True)
class Ended:
    """Stands for the future of a task that has ended."""

    value: object

    def result(self, raise_on_failure: bool) -> Any:
        return self.value


def test_a_quarter_that_cannot_be_had_or_loaded_is_refused_with_its_sentence(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.json")
    assert _outcome(Ended(NotPublishedError("it is not there")), ledger, "2023Q1") == "it is not there"
    assert _outcome(Ended(OutsideError("an unknown header")), ledger, "2023Q1") == "an unknown header"
    assert _outcome(Ended(None), ledger, "2023Q1") is None


@pytest.mark.parametrize("error", [DiskFullError("the disk is full"), RequestError("mixed"), ZeroDivisionError()])
def test_what_is_no_quarters_fault_stops_all(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(type(error)):
        _outcome(Ended(error), Ledger(tmp_path / "ledger.json"), "2023Q1")
