"""Quarters that could not be loaded, remembered until they can be, so that every result says what it lacks."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from signals.errors import OutsideError

FILE_NAME = "refused.json"


@dataclass(frozen=True, order=True)
class Refusal:
    """A quarter that was refused, and the sentence that says why."""

    quarter: str
    reason: str


def refusals(lake: Path) -> list[Refusal]:
    """The quarters refused when they were last tried, in order."""
    path = lake / FILE_NAME
    if not path.exists():
        return []
    try:
        return sorted(Refusal(**row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise OutsideError(
            f"{path}, which lists the refused quarters, is not the JSON nibwatch wrote ({error}); remove it and run "
            "`nibwatch ingest` again."
        ) from error


def remember(lake: Path, *, tried: set[str], refused: list[Refusal]) -> None:
    """Replace what is known of the quarters just tried; the others keep their earlier refusal."""
    kept = [refusal for refusal in refusals(lake) if refusal.quarter not in tried]
    lake.mkdir(parents=True, exist_ok=True)
    new = lake / (FILE_NAME + ".new")
    new.write_text(
        json.dumps([asdict(refusal) for refusal in sorted(kept + refused)], indent=1), encoding="utf-8"
    )
    new.replace(lake / FILE_NAME)
