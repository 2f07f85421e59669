"""What a command that works says at its end."""

from pathlib import Path
from typing import Any

from signals.errors import NibwatchError


def say_ingested(outcome: Any) -> None:
    for line in outcome.lines():
        print(line)


def say_published(published: Path | None, data_dir: Path) -> None:
    from signals.database import PUBLISHED_NAME

    if published is None:
        print(f"Nothing new: {data_dir / PUBLISHED_NAME} already rests on the same data, watchlist and code.")
    else:
        print(f"Published: {published}")


def say_literature(outcome: Any) -> None:
    if outcome is not None:
        print(outcome)


def leave_if_incomplete(ingested: Any, literature: Any, published: Path | None) -> None:
    """Exit 1 where a quarter was refused or a literature source failed, whatever was published."""
    done = "A result was published, but it is" if published else "What is published is"
    said = []
    if ingested.refused:
        reasons = " ".join(f"{refusal.quarter}: {refusal.reason}" for refusal in ingested.refused)
        said.append(f"{done} incomplete: {len(ingested.refused)} quarters were refused. {reasons}")
    if literature is not None and literature.problems:
        said.append(f"{done} without news from {literature.failed}, for the reasons said above.")
    if said:
        raise NibwatchError(" ".join(said))
