"""`nibwatch case`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, data_dir_of
from signals.source_description import source_description


def case(
    number: Annotated[list[str], typer.Argument(help=source_description().case_help)],
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show one case as reported, all versions and all tables."""
    from signals.answers.case import case_text, counting_status, find_case, read_case
    from signals.present.strict_json import json_text

    home = data_dir_of(data_dir)
    caseid, sentences = find_case(home, " ".join(number))
    tables, status = read_case(home, caseid), [*sentences, *counting_status(home, caseid)]
    content = {"caseid": caseid, "standing": status, **tables}
    print(json_text(content, indent=1) if as_json else case_text(status, tables))
