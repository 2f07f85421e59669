"""Quarters that could not be loaded, remembered until they can be, so that every result says what it lacks."""

import json
from dataclasses import asdict, dataclass

from signals.errors import OutsideError
from signals.lake.lake import Lake

FILE_NAME = "refused.json"


@dataclass(frozen=True, order=True)
class Refusal:
    """A quarter that was refused, and the sentence that says why."""

    quarter: str
    reason: str


def refusals(lake: Lake) -> list[Refusal]:
    """The quarters refused when they were last tried, in order."""
    content = lake.read(FILE_NAME)
    if content is None:
        return []
    try:
        return sorted(Refusal(**row) for row in json.loads(content))
    except (ValueError, TypeError) as error:
        raise OutsideError(
            f"{lake.location}/{FILE_NAME}, which lists the refused quarters, is not the JSON nibwatch wrote ({error}); "
            "remove it and run `nibwatch ingest` again."
        ) from error


def record_refusals(lake: Lake, *, tried: set[str], refused: list[Refusal]) -> None:
    """Replace the refusals of the quarters just tried; the others keep theirs."""
    kept = [refusal for refusal in refusals(lake) if refusal.quarter not in tried]
    rows = [asdict(refusal) for refusal in sorted(kept + refused)]
    with lake.writing(FILE_NAME) as path:
        path.write_text(json.dumps(rows, indent=1), encoding="utf-8")
