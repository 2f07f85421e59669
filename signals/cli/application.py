"""The application that the commands register with, and the options they share."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="nibwatch",
    help="Is demyelination reported disproportionately with tyrosine kinase inhibitors? FDA's reports, weekly.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Where everything fetched or built lies. [NIBWATCH_DATA_DIR, else data/ of the checkout]"
    ),
]
Source = Annotated[str | None, typer.Option("--source", help="FDA's export URL, or a folder of zips with FDA's names.")]
Quarters = Annotated[str | None, typer.Option("--quarters", help="Limit to a range such as 2023q1..2024q4.")]
WatchlistName = Annotated[str | None, typer.Option("--watchlist", help="A name in data/watchlists, or a path.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, unrounded; what is undefined is null.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and Prefect's own log.")]


def data_dir_of(given: Path | None) -> Path:
    """The data directory asked for, else the setting."""
    from signals.settings import use_data_dir

    return use_data_dir(given)
