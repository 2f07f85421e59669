"""`nibwatch literature review`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, published_in
from signals.errors import RequestError


def review(
    context: typer.Context,
    paper: Annotated[
        str | None, typer.Argument(help="A PMID or DOI of the queue; without it, the queue itself.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Append the paper's empty row to data/reference/preclinical_studies.csv.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="How many papers of each watchlist to show; 0 for all.")
    ] = 20,
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the found papers that wait for a coder, and write an empty, valid row for the coder to fill."""
    from signals.answers.review import one_paper, queue, write_rows

    published = published_in(data_dir or (context.parent.params.get("data_dir") if context.parent else None))
    if write and paper is None:
        raise RequestError("--write needs a paper: `nibwatch literature review PMID --write`.")
    if write and paper is not None:
        print(write_rows(published, paper))
        return
    answer = queue(published, limit) if paper is None else one_paper(published, paper)
    print(answer.json if as_json else answer.text)
