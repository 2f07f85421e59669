"""What a writing command prints at its end, and the exit code of an incomplete result."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from signals.errors import NibwatchError

if TYPE_CHECKING:
    from signals.digest.dispatch import DigestOutcome
    from signals.literature.search import LiteratureOutcome
    from signals.sources import IngestOutcome


def print_ingested(outcome: "IngestOutcome") -> None:
    """Print what was loaded, refused and held, a line each."""
    print("\n".join(outcome.lines()))


def print_published(published: Path | None, data_dir: Path) -> None:
    """Print which file was published, or that nothing new was."""
    from signals.database import PUBLISHED_NAME

    if published is None:
        print(f"Nothing new: {data_dir / PUBLISHED_NAME} already rests on the same data, watchlist and code.")
    else:
        print(f"Published: {published}")


def require_every_reader(outcomes: "Iterable[DigestOutcome]") -> None:
    """An error where a digest that was to be sent has not reached everybody."""
    from signals.digest.dispatch import DigestOutcome, require_of_each

    require_of_each(outcomes, DigestOutcome.require_every_reader)


def require_complete(
    ingested: "IngestOutcome",
    literature: "LiteratureOutcome | None",
    published: Path | None,
    *,
    held: str = "What is published",
) -> None:
    """Exit 1 where a quarter was refused or a literature source failed, whatever was published.

    Parameters
    ----------
    held
        What a refused quarter is missing from, where nothing was published now.
    """
    done = "A result was published, but it is" if published else f"{held} is"
    sentences = []
    if ingested.refused:
        from signals.lake.refusal import refusal_line

        reasons = " ".join(refusal_line(refusal, ingested.held) for refusal in ingested.refused)
        lacks = (
            "incomplete" if {refusal.quarter for refusal in ingested.refused} - set(ingested.held) else "not up to date"
        )
        refused = "1 quarter was" if len(ingested.refused) == 1 else f"{len(ingested.refused):,} quarters were"
        sentences.append(f"{done} {lacks}: {refused} refused. {reasons}")
    if literature is not None and literature.problems:
        sentences.append(f"{done} without news from {literature.failed}, for the reasons given above.")
    if sentences:
        raise NibwatchError(" ".join(sentences))
