"""`nibwatch demo`."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signals.cli.next_steps import shell_lines
from signals.cli.outcome import print_ingested, print_published, require_complete
from signals.cli.parameters import DataDir, Debug, Source, data_dir_of
from signals.cli.session import begin, pipelines
from signals.errors import RequestError
from signals.present.paths import topic_folder
from signals.source_description import source_description

if TYPE_CHECKING:
    from signals.digest.dispatch import DigestOutcome

log = logging.getLogger("nibwatch.ingest")

PUBLISHER = source_description().publisher


def demo(
    data_dir: DataDir = None,
    real: Annotated[
        bool,
        typer.Option(
            "--real", help=f"Instead fetch {PUBLISHER}'s newest quarter and do everything on that, in demo-real/."
        ),
    ] = False,
    source: Source = None,
    no_literature: Annotated[
        bool, typer.Option("--no-literature", help="With --real, leave the literature sources alone.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Do everything on a small SYNTHETIC world made on the spot and served on loopback."""
    if real:
        _on_the_newest_quarter(data_dir, source, debug, with_literature=not no_literature)
    elif source is not None or no_literature:
        raise RequestError("--source and --no-literature belong to --real: the SYNTHETIC world is its own source.")
    else:
        _on_a_synthetic_world(data_dir, debug)


def _on_the_newest_quarter(data_dir: Path | None, source: str | None, debug: bool, *, with_literature: bool) -> None:
    home = begin(f"the whole surveillance of {PUBLISHER}'s newest quarter", data_dir_of(data_dir) / "demo-real")
    from signals.settings import settings, use_lake
    from signals.sources import open_source

    use_lake(str(home / "lake"))
    place = open_source(source or settings().source)
    offer = place.newest()
    size = "a size it does not say" if offer.size is None else f"{offer.size / 1e6:,.2f} MB"
    log.info(
        "%s is the newest quarter of %s: %s to fetch; where that is cut short, the same command goes on from there",
        offer.quarter,
        place.location,
        size,
    )
    with pipelines(home, debug) as start:
        outcome = start(
            "weekly",
            source=place.location,
            quarters=str(offer.quarter),
            with_literature=with_literature,
            with_mail=False,
        )
    print_ingested(outcome.ingested)
    if outcome.literature:
        print(outcome.literature)
    print_published(outcome.published, home)
    print_where_to_look(
        home,
        outcome.digests,
        f"Everything above rests on {offer.quarter} alone: one quarter holds too few reports of most drugs to tell.",
    )
    require_complete(outcome.ingested, outcome.literature, outcome.published)


def _on_a_synthetic_world(data_dir: Path | None, debug: bool) -> None:
    home = begin("the whole surveillance of a SYNTHETIC world", data_dir_of(data_dir) / "demo")
    from signals.demo import DEMO_QUARTERS, DEMO_REPORTS_PER_QUARTER, DEMO_WATCHLISTS, make_world
    from signals.demo.export_server import serve_exports
    from signals.demo.literature import serve_literature
    from signals.progress import progress_bar
    from signals.settings import use_lake

    use_lake(str(home / "lake"))
    with pipelines(home, debug) as start:
        with progress_bar("making a SYNTHETIC world"):
            make_world(home / "fda", quarters=DEMO_QUARTERS, reports_per_quarter=DEMO_REPORTS_PER_QUARTER)
        with serve_exports(home / "fda") as address, serve_literature() as literature:
            outcome = start(
                "weekly",
                source=address,
                quarters=",".join(DEMO_QUARTERS),
                watchlists=DEMO_WATCHLISTS,
                addresses=literature,
                with_mail=False,
            )
    print_ingested(outcome.ingested)
    print(outcome.literature)
    print_published(outcome.published, home)
    print_where_to_look(
        home, outcome.digests, "Everything above is SYNTHETIC: an invented world, made to show how nibwatch works."
    )
    require_complete(outcome.ingested, outcome.literature, outcome.published)


def print_where_to_look(home: Path, digests: "Sequence[DigestOutcome]", what: str) -> None:
    """What the results rest on, where they are, and commands to try in this folder."""
    pages = home / "report"
    held = [digest.watchlist for digest in digests]
    folders = [pages / topic_folder(watchlist, held) for watchlist in held]
    topics = "".join(
        f"""
Of {digest.watchlist}:
  The pages:           {folder / "index.html"}
  The weekly digest:   {folder / "digest.html"}
    as a mail:         {digest.path}"""
        for digest, folder in zip(digests, folders, strict=True)
    )
    print(f"""
{what}
  The pages:           {pages / "index.html"}
  The published file:  {home / "nibwatch.duckdb"}{topics}

Ask it:
{shell_lines(home)}""")
