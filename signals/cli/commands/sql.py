"""`nibwatch sql`."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, published_in
from signals.errors import RequestError


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over the published file; - reads it from standard input.")],
    data_dir: DataDir = None,
    format: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")] = None,
    as_json: Json = False,
    history: Annotated[
        bool, typer.Option("--history", help="Add the view pair_history: signals.pair of earlier quarters.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Run one read-only query over the published file; never waits for a running build."""
    from signals.answers.query import run_query

    if query == "-" and sys.stdin is None:
        raise RequestError("Standard input is closed, so there is no query to read; give it as the argument.")
    run_query(
        published_in(data_dir),
        sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if query == "-" else query,
        format="json" if as_json else format,
        out=out,
        width=shutil.get_terminal_size((120, 24)).columns,
        with_history=history,
    )
