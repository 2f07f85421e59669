"""`nibwatch report`."""

from pathlib import Path
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, data_dir_of, published_in


def report(
    data_dir: DataDir = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write, replaced whole. [report in the data directory]")
    ] = None,
    debug: Debug = False,
) -> None:
    """Write the pages: a folder of plain HTML, to look at from disk or to put on any web server."""
    from signals.digest.dispatch import digest_files
    from signals.digest.feed import beside_pages
    from signals.pages.site import write_report
    from signals.progress import working
    from signals.settings import settings

    home = data_dir_of(data_dir)
    with working("writing pages"):
        published = published_in(home)
        beside = beside_pages(digest_files(published, home), settings().report_url)
        index = write_report(published, (out or home / "report").expanduser().absolute(), beside)
    print(f"Report: {index}")
