"""Quarters that could not be loaded, remembered until they can be, so that every result says what it lacks."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass

from signals.errors import OutsideError
from signals.lake.lake import Lake
from signals.present.output import one_line

FILE_NAME = "refused.json"


@dataclass(frozen=True, order=True)
class Refusal:
    """A quarter that was refused, and the sentence that says why."""

    quarter: str
    reason: str


def told(refusal: Refusal, held: Collection[str]) -> str:
    """The refusal as a line; where a quarter is held, it is its newer zip that was refused."""
    before = " What was loaded of it before still counts." if refusal.quarter in held else ""
    return f"{refusal.quarter}: {one_line(refusal.reason)}{before}"


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
