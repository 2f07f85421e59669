"""`nibwatch status`."""

from typing import Annotated

import typer

from signals.cli.options import DataDir, Debug, Json, Source, data_dir_of


def status(
    data_dir: DataDir = None,
    source: Source = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the source what is newer.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Show quarters held, rows read and rejected, when published, and what is newer at the source."""
    from signals.answers.as_json import status_json
    from signals.answers.status import held, status_text
    from signals.database import PUBLISHED_NAME

    home = data_dir_of(data_dir)
    if as_json:
        print(status_json(home / PUBLISHED_NAME, held(home, source=source, ask_source=not offline)))
    else:
        print(status_text(home, source=source, ask_source=not offline))
