"""The nibwatch command. Nothing heavy is imported until the command that needs it runs."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from signals.errors import NibwatchError

app = typer.Typer(
    name="nibwatch",
    help="Is demyelination reported disproportionately with tyrosine kinase inhibitors? FDA's reports, weekly.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Where everything fetched or built lies. [NIBWATCH_DATA_DIR, else data/ of the checkout]",
    ),
]
Source = Annotated[
    str | None, typer.Option("--source", help="FDA's export URL, or a folder of zips with FDA's names.")
]
Quarters = Annotated[str | None, typer.Option("--quarters", help="Limit to a range such as 2023q1..2024q4.")]
WatchlistName = Annotated[
    str | None, typer.Option("--watchlist", help="A name in data/watchlists, or a path.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and Prefect's own log.")]


def main() -> None:
    """Run the command; every expected failure is one sentence and an exit code."""
    arguments = sys.argv[1:]
    try:
        app(args=arguments, standalone_mode=False)
    except typer.Abort:
        _leave("Interrupted; what was published before still stands.", 1)
    except NibwatchError as error:
        if "--debug" in arguments:
            raise
        _leave(str(error), error.exit_code)
    except KeyboardInterrupt:
        _leave("Interrupted; what was published before still stands.", 1)
    except BrokenPipeError:
        sys.stderr.close()
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except Exception as error:
        if "--debug" in arguments:
            raise
        if hasattr(error, "format_message"):  # click's own: a wrong option or argument
            _leave(f"{error.format_message()} See `nibwatch --help`.", 2)
        if isinstance(error, OSError):
            _leave(f"The operating system refused: {error}. What was published before still stands.", 1)
        _leave(
            f"{type(error).__name__}: {error}. This is a fault of nibwatch; run again with --debug for the traceback.",
            1,
        )


def _leave(sentence: str, code: int) -> None:
    print(f"nibwatch: {sentence}", file=sys.stderr)
    sys.exit(code)


def _data_dir(given: Path | None) -> Path:
    from signals.settings import use_data_dir

    return use_data_dir(given)


@contextmanager
def _flows(data_dir: Path, debug: bool) -> Iterator[None]:
    """Hold the data directory, end a leftover server, and get Prefect ready, in that order and before importing it."""
    from signals.settings import prepare_prefect
    from signals.warehouse.lock import writing

    with writing(data_dir):
        from flows.temporary_server import end_leftover_server

        end_leftover_server(data_dir)
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


@app.command()
def run(
    data_dir: DataDir = None,
    source: Source = None,
    quarters: Quarters = None,
    watchlist: WatchlistName = None,
    no_literature: Annotated[
        bool, typer.Option("--no-literature", help="Leave the literature sources alone.")
    ] = False,
    no_mail: Annotated[
        bool, typer.Option("--no-mail", help="Only write the digest, also where a mail server is set.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Do the whole weekly surveillance once: ingest, literature, detect, digest."""
    home = _data_dir(data_dir)
    _check_request(watchlist, quarters)
    _check_folder(source, quarters)
    with _flows(home, debug):
        from flows.weekly import weekly

        outcome = weekly(
            data_dir=home,
            source=source,
            quarters=quarters,
            watchlist=watchlist,
            with_literature=not no_literature,
            with_mail=not no_mail,
        )
    _say_ingested(outcome.ingested)
    _say_published(outcome.published, home)
    _say_literature(outcome.literature)
    print(f"Digest: {outcome.digest.path}")
    _leave_if_incomplete(outcome.ingested, outcome.literature, outcome.published)
    outcome.digest.require_every_reader()


@app.command()
def ingest(
    data_dir: DataDir = None, source: Source = None, quarters: Quarters = None, debug: Debug = False
) -> None:
    """Fetch new quarters and load them into the lake."""
    home = _data_dir(data_dir)
    _check_request(None, quarters)
    _check_folder(source, quarters)
    with _flows(home, debug):
        from flows.ingest import ingest as flow

        outcome = flow(data_dir=home, source=source, quarters=quarters)
    _say_ingested(outcome)
    _leave_if_incomplete(outcome, None, None)


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
    home = _data_dir(data_dir)
    _check_request(watchlist, None)
    with _flows(home, debug):
        from flows.literature import literature as flow

        outcome = flow(data_dir=home, watchlist=watchlist)
    print(outcome)
    if outcome.problems:
        raise NibwatchError(
            f"No news from {outcome.failed}, for the reasons said above; what was known stays in use."
        )


@app.command()
def detect(
    data_dir: DataDir = None,
    quarters: Quarters = None,
    watchlist: WatchlistName = None,
    debug: Debug = False,
) -> None:
    """Build, check and publish a new file from what is loaded."""
    home = _data_dir(data_dir)
    _check_request(watchlist, quarters)
    with _flows(home, debug):
        from flows.detect import detect as flow

        published = flow(data_dir=home, watchlist=watchlist, quarters=quarters)
    _say_published(published, home)


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
    home = _data_dir(data_dir)
    from signals.answers.recipients import require_mail, who_would_get_it
    from signals.settings import settings
    from signals.warehouse.connection import published_file

    published_file(home)
    if send and not dry_run:
        require_mail(settings())
    with _flows(home, debug):
        from flows.digest import digest as flow

        outcome = flow(data_dir=home, send=send and not dry_run)
    print(f"Digest: {outcome.path}")
    if dry_run:
        print(who_would_get_it(settings()))
    outcome.require_every_reader()


@app.command()
def sql(
    query: Annotated[
        str, typer.Argument(help="One SELECT over the published file; - reads it from standard input.")
    ],
    data_dir: DataDir = None,
    format: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Run one read-only query over the published file; never waits for a running build."""
    from signals.answers.query import answer
    from signals.warehouse.connection import published_file

    answer(
        published_file(_data_dir(data_dir)),
        sys.stdin.read() if query == "-" else query,
        format=format,
        out=out,
        width=shutil.get_terminal_size((120, 24)).columns,
    )


@app.command()
def pair(
    ingredient: Annotated[str, typer.Argument(help="A suspect ingredient, such as imatinib.")],
    event: Annotated[str, typer.Argument(help="A preferred term, such as 'Optic neuritis'.")],
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the 2x2 table and every statistic of one pair, any pair."""
    from signals.answers.pair import pair as count
    from signals.answers.show import pair_text
    from signals.warehouse.connection import published_file

    print(pair_text(count(published_file(_data_dir(data_dir)), ingredient, event)))


@app.command()
def watch(
    ingredient: Annotated[
        str | None, typer.Argument(help="One watched drug; without it, the whole table.")
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Show the cases behind the drug's counts, one by one.")
    ] = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the watchlist's table; with an ingredient, all there is on it."""
    from signals.answers.watch import drug_text, watchlist_text
    from signals.answers.watch_cases import cases_text
    from signals.errors import RequestError
    from signals.warehouse.connection import published_file

    published = published_file(_data_dir(data_dir))
    if ingredient is None and cases:
        raise RequestError(
            "--cases shows the cases of one drug: name it, as in `nibwatch watch imatinib --cases`."
        )
    if ingredient is None:
        print(watchlist_text(published))
    else:
        print(cases_text(published, ingredient) if cases else drug_text(published, ingredient))


@app.command(context_settings={"ignore_unknown_options": True})  # so that -4204616 is a number
def case(
    caseid: Annotated[
        int, typer.Argument(help="A case number; minus the ISR for an AERS report without one.")
    ],
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show one case as reported, all versions and all tables."""
    from signals.answers.case import case as read
    from signals.answers.case import standing
    from signals.answers.show import case_text

    home = _data_dir(data_dir)
    tables = read(home, caseid)
    print("\n".join(standing(home, caseid)), case_text(tables), sep="\n\n")


@app.command()
def status(
    data_dir: DataDir = None,
    source: Source = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the source what is newer.")] = False,
    debug: Debug = False,
) -> None:
    """Show quarters held, rows read and rejected, when published, and what is newer at the source."""
    from signals.answers.status import status_text

    print(status_text(_data_dir(data_dir), source=source, ask_source=not offline))


@app.command()
def report(
    data_dir: DataDir = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder to write, replaced whole. [report in the data directory]"),
    ] = None,
    debug: Debug = False,
) -> None:
    """Write the pages: a folder of plain HTML, to look at from disk or to put on any web server."""
    from signals.report.site import write_report
    from signals.warehouse.connection import published_file

    home = _data_dir(data_dir)
    print(f"Report: {write_report(published_file(home), (out or home / 'report').expanduser().absolute())}")


@app.command()
def doctor(data_dir: DataDir = None, debug: Debug = False) -> None:
    """Look at disk, memory, sources, mail, Prefect and versions, and say what is wrong and what to do."""
    home = _data_dir(data_dir)
    from signals.answers.doctor import examine, report, require_well
    from signals.settings import settings

    findings = examine(settings(), home)
    print(report(findings))
    require_well(findings)


@app.command("settings")
def show_settings(data_dir: DataDir = None, debug: Debug = False) -> None:
    """Show every setting, where it came from, and secrets hidden."""
    _data_dir(data_dir)
    from signals.answers.settings import settings_text
    from signals.settings import origins, settings, settings_file

    print(settings_text(settings(), origins(), settings_file()))


@app.command()
def demo(data_dir: DataDir = None, debug: Debug = False) -> None:
    """Do everything on a small SYNTHETIC world made on the spot and served on loopback."""
    from signals.answers.demo import where_to_look
    from signals.synthetic import DEMO_QUARTERS, DEMO_REPORTS_PER_QUARTER, make_world
    from signals.synthetic.literature import serve_literature
    from signals.synthetic.server import serve_exports

    home = _data_dir(data_dir) / "demo"
    with _flows(home, debug):
        from flows.weekly import weekly

        make_world(home / "fda", quarters=DEMO_QUARTERS, reports_per_quarter=DEMO_REPORTS_PER_QUARTER)
        with serve_exports(home / "fda") as address, serve_literature() as literature:
            outcome = weekly(
                data_dir=home,
                source=address,
                quarters=",".join(DEMO_QUARTERS),
                addresses=literature,
                with_mail=False,
            )
    _say_ingested(outcome.ingested)
    _say_literature(outcome.literature)
    _say_published(outcome.published, home)
    print(where_to_look(home, outcome.digest.path))
    _leave_if_incomplete(outcome.ingested, outcome.literature, outcome.published)


def _check_request(watchlist: str | None, quarters: str | None) -> None:
    """Refuse a wrong request before anything is started."""
    from signals.faers.quarter import parse_range
    from signals.settings import settings
    from signals.vocabulary.watchlist import load_watchlist

    load_watchlist(watchlist or settings().watchlist)
    if quarters is not None:
        parse_range(quarters)


def _check_folder(source: str | None, quarters: str | None) -> None:
    """Refuse a source that is no folder with quarters, or no URL, before anything is started; ask no server."""
    from signals.faers.quarter import EVERY_QUARTER, parse_range
    from signals.faers.source import FolderSource, open_source
    from signals.settings import settings

    place = open_source(source or settings().source)
    if isinstance(place, FolderSource):
        place.offers(parse_range(quarters) if quarters else EVERY_QUARTER)


def _say_ingested(outcome: Any) -> None:
    for line in outcome.lines():
        print(line)


def _say_published(published: Path | None, data_dir: Path) -> None:
    from signals.warehouse.connection import PUBLISHED_NAME

    if published is None:
        print(f"Nothing new: {data_dir / PUBLISHED_NAME} already rests on the same data, watchlist and code.")
    else:
        print(f"Published: {published}")


def _say_literature(outcome: Any) -> None:
    if outcome is not None:
        print(outcome)


def _leave_if_incomplete(ingested: Any, literature: Any, published: Path | None) -> None:
    """Exit 1 where a quarter was refused or a literature source failed, whatever was published."""
    done = "A result was published, but it is" if published else "What is published is"
    said = []
    if ingested.refused:
        reasons = " ".join(f"{refusal.quarter}: {refusal.reason}" for refusal in ingested.refused)
        said.append(f"{done} incomplete: {len(ingested.refused)} quarters were refused. {reasons}")
    if literature is not None and literature.problems:
        said.append(f"{done} without news from {literature.failed}, for the reasons said above.")
    if said:
        raise NibwatchError(" ".join(said))


if __name__ == "__main__":
    main()
