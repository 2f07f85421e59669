"""`nibwatch report`."""

from pathlib import Path
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, published_in
from signals.cli.session import begin


def report(
    data_dir: DataDir = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write, replaced whole. [report in the data directory]")
    ] = None,
    debug: Debug = False,
) -> None:
    """Write the pages: a folder of plain HTML, to look at from disk or to put on any web server."""
    from signals.literature.store import source_problems

    home = begin("writing the pages of what is published", data_dir)
    from signals.pages.site import write_report
    from signals.pipeline.report import digest_pages
    from signals.progress import progress_bar

    with progress_bar("writing pages"):
        published = published_in(home)
        folder = (out or home / "report").expanduser().absolute()
        index = write_report(published, folder, digest_pages(published, home), source_problems(home))
    print(f"Report: {index}")
