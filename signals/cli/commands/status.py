"""`nibwatch status`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, Source, data_dir_of


def status(
    data_dir: DataDir = None,
    source: Source = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the source what is newer.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Show quarters held, rows read and rejected, when published, and what is newer at the source."""
    from signals.answers.status import status as state

    answer = state(data_dir_of(data_dir), source=source, ask_source=not offline)
    print(answer.json if as_json else answer.text)
