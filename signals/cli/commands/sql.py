"""`nibwatch sql`."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, published_in
from signals.errors import RequestError


def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            help="One SELECT over the published file; - reads it from standard input. Without one, DuckDB's own shell "
            "opens the file read-only."
        ),
    ] = None,
    data_dir: DataDir = None,
    format: Annotated[
        str | None, typer.Option("--format", help="table, csv, json, parquet or xlsx. [table]", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write an Excel workbook: --format xlsx --out.")] = None,
    as_json: Json = False,
    examples: Annotated[bool, typer.Option("--examples", help="List questions that analysts ask.")] = False,
    example: Annotated[str | None, typer.Option("--example", help="Run one of them.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Print the SQL of --example and do not run it.")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Add the view pair_history: signals.pair of earlier quarters.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Run one read-only query over the published file; never waits for a running build."""
    from signals.answers.examples import example_list, example_query, needs_history
    from signals.answers.shell import open_shell
    from signals.answers.sql import run_query

    written = {"--format": format, "--out": out, "--xlsx": xlsx, "--json": as_json, "--history": history}
    if examples:
        _refuse_idle("--examples", {"a query": query, "--example": example, "--show": show, **written})
        print(example_list())
        return
    if example is not None:
        if query is not None:
            raise RequestError("Give a query or --example, not both.")
        query = example_query(example)
        if show:
            _refuse_idle("--show", written)
            print(query, end="")
            return
        history = history or needs_history(query)
    _refuse_idle("a query" if query is not None else "DuckDB's shell", {"--show": show})
    if query is None:
        _refuse_idle("DuckDB's shell", written)
        open_shell(published_in(data_dir))
        return
    if query == "-" and sys.stdin is None:
        raise RequestError("Standard input is closed, so there is no query to read; give it as the argument.")
    if xlsx and out:
        raise RequestError("--xlsx and --out both name the file to write; give one of them.")
    formats = {name for name in ("xlsx" if xlsx else None, "json" if as_json else None, format) if name}
    if len(formats) > 1:
        raise RequestError(f"A result has one format, and {' and '.join(sorted(formats))} are asked for; give one.")
    run_query(
        published_in(data_dir),
        sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if query == "-" else query,
        format=formats.pop() if formats else "table",
        out=xlsx or out,
        width=shutil.get_terminal_size((120, 24)).columns,
        with_history=history,
    )


def _refuse_idle(asked: str, others: Mapping[str, object]) -> None:
    """A RequestError for what was given and would do nothing beside what is asked for."""
    if idle := [name for name, value in others.items() if value]:
        raise RequestError(f"{' and '.join(idle)} would do nothing with {asked}; leave out one or the other.")
