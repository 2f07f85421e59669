"""Quarters that could not be loaded, or that a user set aside: every result says that it lacks them."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass

from signals.errors import OutsideError
from signals.lake.lake import Lake
from signals.present.output import one_line

FILE_NAME = "refused.json"


@dataclass(frozen=True)
class Refusal:
    """A quarter that was refused or set aside, and the sentence that says why."""

    quarter: str
    reason: str
    dropped_sha256: str | None = None
    """Hash of the zip of a quarter that a user set aside; the same bytes are not loaded again unless the user asks."""


def refusal_line(refusal: Refusal, held: Collection[str]) -> str:
    """The refusal as a line; where the quarter is loaded, the refusal is of a newer zip."""
    before = " What was loaded of it before still counts." if refusal.quarter in held else ""
    return f"{refusal.quarter}: {one_line(refusal.reason)}{before}"


def refusals(lake: Lake) -> list[Refusal]:
    """The quarters refused when they were last tried, in order.

    Raises
    ------
    OutsideError
        The lake's list of them is not what nibwatch wrote.
    """
    content = lake.read(FILE_NAME)
    if content is None:
        return []
    try:
        return sorted((Refusal(**row) for row in json.loads(content)), key=lambda refusal: refusal.quarter)
    except (ValueError, TypeError) as error:
        raise OutsideError(
            f"{lake.location}/{FILE_NAME}, which lists the refused quarters, is not the JSON nibwatch wrote ({error}); "
            "remove it and run `nibwatch ingest` again."
        ) from error


def record_refusals(lake: Lake, *, tried: set[str], refused: list[Refusal]) -> None:
    """Replace the refusals of the quarters just tried; the others keep theirs, and those set aside stay so.

    Parameters
    ----------
    tried
        The quarters whose earlier refusals no longer hold.
    refused
        Those of them that were refused now.
    """
    aside = {refusal.quarter: refusal for refusal in refusals(lake) if refusal.dropped_sha256}
    kept = [refusal for refusal in refusals(lake) if refusal.quarter not in tried | aside.keys()]
    new = [refusal for refusal in refused if refusal.quarter not in aside]
    _write(lake, [*kept, *new, *aside.values()])


def is_dropped(lake: Lake, quarter: str, zip_sha256: str) -> bool:
    """Whether a user set the quarter of this zip aside."""
    return any((refusal.quarter, refusal.dropped_sha256) == (quarter, zip_sha256) for refusal in refusals(lake))


def record_drop(lake: Lake, quarter: str, zip_sha256: str) -> None:
    """Record that a user set the quarter of this zip aside."""
    reason = (
        f"Set aside by `nibwatch ingest --drop {quarter.lower()}` until its zip changes or `nibwatch ingest --restore "
        f"{quarter.lower()}` asks for it again."
    )
    others = [refusal for refusal in refusals(lake) if refusal.quarter != quarter]
    _write(lake, [*others, Refusal(quarter, reason, zip_sha256)])


def forget_drops(lake: Lake, quarters: Collection[str]) -> None:
    """Remove the records that these quarters were set aside."""
    _write(lake, [each for each in refusals(lake) if not (each.dropped_sha256 and each.quarter in quarters)])


def _write(lake: Lake, kept: list[Refusal]) -> None:
    rows = [asdict(refusal) for refusal in sorted(kept, key=lambda refusal: refusal.quarter)]
    with lake.new_file(FILE_NAME) as path:
        path.write_text(json.dumps(rows, indent=1), encoding="utf-8")
