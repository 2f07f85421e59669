"""`nibwatch case`."""

from typing import Annotated

import typer

from signals.cli.options import DataDir, Debug, Json, data_dir_of


def case(
    caseid: Annotated[int, typer.Argument(help="A case number; minus the ISR for an AERS report without one.")],
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show one case as reported, all versions and all tables."""
    from signals.answers.as_json import case_json
    from signals.answers.case import case as read
    from signals.answers.case import standing
    from signals.answers.show import case_text

    home = data_dir_of(data_dir)
    tables = read(home, caseid)
    became = standing(home, caseid)
    if as_json:
        print(case_json(caseid, became, tables))
    else:
        print("\n".join(became), case_text(tables), sep="\n\n")
