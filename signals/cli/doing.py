"""The commands that work on the data directory: one writer at a time, through a Prefect flow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from signals.cli.application import DataDir, Debug, Quarters, Source, WatchlistName, app, data_dir_of
from signals.cli.saying import leave_if_incomplete, say_ingested, say_literature, say_published
from signals.errors import NibwatchError


@app.command()
def run(
    data_dir: DataDir = None,
    source: Source = None,
    quarters: Quarters = None,
    watchlist: WatchlistName = None,
    no_literature: Annotated[bool, typer.Option("--no-literature", help="Leave the literature sources alone.")] = False,
    no_mail: Annotated[
        bool, typer.Option("--no-mail", help="Only write the digest, also where a mail server is set.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Do the whole weekly surveillance once: ingest, literature, detect, digest."""
    home = data_dir_of(data_dir)
    check_request(watchlist, quarters)
    check_folder(source, quarters)
    with flows(home, debug):
        from flows.weekly import weekly

        outcome = weekly(
            data_dir=home,
            source=source,
            quarters=quarters,
            watchlist=watchlist,
            with_literature=not no_literature,
            with_mail=not no_mail,
        )
    say_ingested(outcome.ingested)
    say_published(outcome.published, home)
    say_literature(outcome.literature)
    print(f"Digest: {outcome.digest.path}")
    leave_if_incomplete(outcome.ingested, outcome.literature, outcome.published)
    outcome.digest.require_every_reader()


@app.command()
def ingest(data_dir: DataDir = None, source: Source = None, quarters: Quarters = None, debug: Debug = False) -> None:
    """Fetch new quarters and load them into the lake."""
    home = data_dir_of(data_dir)
    check_request(None, quarters)
    check_folder(source, quarters)
    with flows(home, debug):
        from flows.ingest import ingest as flow

        outcome = flow(data_dir=home, source=source, quarters=quarters)
    say_ingested(outcome)
    leave_if_incomplete(outcome, None, None)


literature = typer.Typer(
    help="Ask the literature sources what is new; `literature review` shows what waits for a coder."
)
app.add_typer(literature, name="literature")


@literature.callback(invoke_without_command=True)
def ask_literature(
    context: typer.Context, data_dir: DataDir = None, watchlist: WatchlistName = None, debug: Debug = False
) -> None:
    """Ask PubMed, ClinicalTrials.gov and openFDA what is new, and check the coded studies.

    What came shows after the next detect. A source that fails leaves what is known as it was (exit 1).
    """
    if context.invoked_subcommand is not None:
        return
    home = data_dir_of(data_dir)
    check_request(watchlist, None)
    with flows(home, debug):
        from flows.literature import literature as flow

        outcome = flow(data_dir=home, watchlist=watchlist)
    print(outcome)
    if outcome.problems:
        raise NibwatchError(f"No news from {outcome.failed}, for the reasons said above; what was known stays in use.")


@app.command()
def detect(
    data_dir: DataDir = None, quarters: Quarters = None, watchlist: WatchlistName = None, debug: Debug = False
) -> None:
    """Build, check and publish a new file from what is loaded."""
    home = data_dir_of(data_dir)
    check_request(watchlist, quarters)
    with flows(home, debug):
        from flows.detect import detect as flow

        published = flow(data_dir=home, watchlist=watchlist, quarters=quarters)
    say_published(published, home)


@app.command()
def digest(
    data_dir: DataDir = None,
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to everybody in NIBWATCH_MAIL_TO who has not got it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only write the .eml file, and say who would get it.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Write the digest of what is published as an e-mail file, and send it where asked."""
    home = data_dir_of(data_dir)
    from signals.answers.recipients import require_mail, who_would_get_it
    from signals.database import published_file
    from signals.settings import settings

    published_file(home)
    if send and not dry_run:
        require_mail(settings())
    with flows(home, debug):
        from flows.digest import digest as flow

        outcome = flow(data_dir=home, send=send and not dry_run)
    print(f"Digest: {outcome.path}")
    if dry_run:
        print(who_would_get_it(settings()))
    outcome.require_every_reader()


@app.command()
def demo(data_dir: DataDir = None, debug: Debug = False) -> None:
    """Do everything on a small SYNTHETIC world made on the spot and served on loopback."""
    from signals.answers.demo import where_to_look
    from signals.demo import DEMO_QUARTERS, DEMO_REPORTS_PER_QUARTER, make_world
    from signals.demo.exports import serve_exports
    from signals.demo.literature import serve_literature
    from signals.progress import working
    from signals.settings import use_lake

    home = data_dir_of(data_dir) / "demo"
    use_lake(str(home / "lake"))
    with flows(home, debug):
        from flows.weekly import weekly

        with working("making a SYNTHETIC world"):
            make_world(home / "fda", quarters=DEMO_QUARTERS, reports_per_quarter=DEMO_REPORTS_PER_QUARTER)
        with serve_exports(home / "fda") as address, serve_literature() as literature:
            outcome = weekly(
                data_dir=home, source=address, quarters=",".join(DEMO_QUARTERS), addresses=literature, with_mail=False
            )
    say_ingested(outcome.ingested)
    say_literature(outcome.literature)
    say_published(outcome.published, home)
    print(where_to_look(home, outcome.digest.path))
    leave_if_incomplete(outcome.ingested, outcome.literature, outcome.published)


@contextmanager
def flows(data_dir: Path, debug: bool) -> Iterator[None]:
    """Hold the data directory, end a leftover server, and get Prefect ready, in that order and before importing it."""
    from signals.build.lock import writing
    from signals.disk_space import full_disk_is_told
    from signals.settings import prepare_prefect

    with writing(data_dir):
        from flows.temporary_server import end_leftover_server

        end_leftover_server(data_dir)
        with full_disk_is_told(data_dir):
            # Prefect logs a failure with its traceback at every level it passes; the sentence at the end says it once.
            prepare_prefect(data_dir, logging_level="INFO" if debug else "CRITICAL")
            _log_to_terminal()
            yield


def _log_to_terminal() -> None:
    """nibwatch's own progress, a plain line a step, on standard error."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    logger = logging.getLogger("nibwatch")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False


def check_request(watchlist: str | None, quarters: str | None) -> None:
    """Refuse a wrong request before anything is started."""
    from signals.quarter import parse_range
    from signals.settings import settings
    from signals.vocabulary.watchlist import load_watchlist

    load_watchlist(watchlist or settings().watchlist)
    if quarters is not None:
        parse_range(quarters)


def check_folder(source: str | None, quarters: str | None) -> None:
    """Refuse a source that is no folder with quarters, or no URL, before anything is started; ask no server."""
    from signals.quarter import EVERY_QUARTER, parse_range
    from signals.settings import settings
    from signals.sources.faers.source import FolderSource, open_source

    place = open_source(source or settings().source)
    if isinstance(place, FolderSource):
        place.offers(parse_range(quarters) if quarters else EVERY_QUARTER)
