"""`nibwatch case`."""

import re
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, data_dir_of
from signals.errors import RequestError
from signals.source_description import source_description


def case(
    number: Annotated[list[str], typer.Argument(help=source_description().case_help)],
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show one case as reported, all versions and all tables."""
    if wrong := [word for word in number if re.match("--|-[a-z]", word)]:
        raise RequestError(f"No such option: {wrong[0]}. See `nibwatch case --help`.")
    from signals.answers.case import case as case_of

    answer = case_of(data_dir_of(data_dir), " ".join(number))
    print(answer.json if as_json else answer.text)
