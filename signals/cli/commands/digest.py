"""`nibwatch digest`."""

from typing import Annotated

import typer

from signals.cli.outcome import require_every_reader
from signals.cli.parameters import DataDir, Debug, published_in
from signals.cli.session import begin, pipelines


def digest(
    data_dir: DataDir = None,
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to everybody it is meant for who has not got it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only write the .eml file, and say who would get it.")
    ] = False,
    watchlist: Annotated[
        list[str] | None,
        typer.Option("--watchlist", help="The digest of this published watchlist alone; again for another. [all]"),
    ] = None,
    debug: Debug = False,
) -> None:
    """Write the digest of what is published as an e-mail file and the pages it leads to, and send it where asked."""
    home = begin("writing the digest of what is published", data_dir)
    from signals.database import open_read_only
    from signals.mail.recipients import describe_recipients, require_mail
    from signals.published import watchlist_named
    from signals.settings import settings

    published = published_in(home)
    with open_read_only(published) as connection:
        wanted = [watchlist_named(connection, name) for name in watchlist or ()]
    if send and not dry_run:
        require_mail(settings())
    with pipelines(home, debug) as start:
        outcomes = start("digest", send=send and not dry_run, with_pages=not dry_run, watchlists=wanted)
    for outcome in outcomes:
        print(f"Digest: {outcome.path}")
        if dry_run:
            print(describe_recipients(settings(), outcome.watchlist))
    require_every_reader(outcomes)
