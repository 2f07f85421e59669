"""`nibwatch run`."""

from typing import Annotated

import typer

from signals.cli.outcome import print_ingested, print_published, require_complete, require_every_reader
from signals.cli.parameters import DataDir, Debug, Quarters, Source, Watchlists
from signals.cli.session import begin, check_folder, check_request, pipelines


def run(
    data_dir: DataDir = None,
    source: Source = None,
    quarters: Quarters = None,
    watchlist: Watchlists = None,
    no_literature: Annotated[bool, typer.Option("--no-literature", help="Leave the literature sources alone.")] = False,
    no_mail: Annotated[
        bool, typer.Option("--no-mail", help="Only write the digest, also where a mail server is set.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Do the whole weekly surveillance once: ingest, literature, detect, digest."""
    home = begin("the whole surveillance once", data_dir)
    check_request(watchlist, quarters)
    check_folder(source, quarters)
    with pipelines(home, debug) as start:
        outcome = start(
            "weekly",
            source=source,
            quarters=quarters,
            watchlists=watchlist or (),
            with_literature=not no_literature,
            with_mail=not no_mail,
        )
    print_ingested(outcome.ingested)
    print_published(outcome.published, home)
    if outcome.literature:
        print(outcome.literature)
    for digest in outcome.digests:
        print(f"Digest: {digest.path}")
    print(f"Pages: {home / 'report' / 'index.html'}")
    require_complete(outcome.ingested, outcome.literature, outcome.published)
    require_every_reader(outcome.digests)
