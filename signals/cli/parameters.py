"""The options and arguments that commands share."""

from pathlib import Path
from typing import Annotated

import typer

from signals.errors import NibwatchError
from signals.interruption import set_query_stop
from signals.source_description import source_description

OFFERED_DRUGS = 50


def data_dir_of(data_dir: Path | None) -> Path:
    """The data directory asked for, else the setting."""
    from signals.present.command_line import asked_with
    from signals.settings import use_data_dir

    asked_with(data_dir)
    return use_data_dir(data_dir)


def published_in(data_dir: Path | None) -> Path:
    """The published file of the data directory asked for, else of the setting's."""
    from signals.database import interrupt_readers, published_file

    set_query_stop(interrupt_readers)
    return published_file(data_dir_of(data_dir))


def complete_drug(context: typer.Context, incomplete: str) -> list[str]:
    """Matched ingredients that begin like that, the most reported first; none where nothing is published."""
    from signals.database import open_read_only, quoted

    try:
        with open_read_only(published_in(context.params.get("data_dir"))) as connection:
            rows = connection.execute(
                "SELECT ingredient FROM faers.ingredient WHERE (is_matched OR is_watched) "
                f"AND starts_with(ingredient, {quoted(incomplete.lower())}) "
                f"ORDER BY case_count DESC, ingredient LIMIT {OFFERED_DRUGS}"
            ).fetchall()
    except NibwatchError:  # a shell that completes a word has no place for a sentence
        return []
    return [str(row[0]) for row in rows]


DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Where everything fetched or built lies. [NIBWATCH_DATA_DIR, else data/ of the checkout]"
    ),
]
Source = Annotated[str | None, typer.Option("--source", help=source_description().address_help)]
Quarters = Annotated[str | None, typer.Option("--quarters", help="Limit to a range such as 2023q1..2024q4.")]
WatchlistShown = Annotated[
    str | None, typer.Option("--watchlist", help="Whose rows to show, where several are published. [the first of them]")
]
Watchlists = Annotated[
    list[str] | None,
    typer.Option(
        "--watchlist", help="A name in data/watchlists, or a path; again for another in the same publication."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, unrounded; what is undefined is null.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and Prefect's own log.")]
