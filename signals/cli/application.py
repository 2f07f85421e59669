"""The application: every command in the order of `nibwatch --help`."""

from collections.abc import Callable
from typing import Annotated

import typer

from signals.cli.commands.case import case
from signals.cli.commands.demo import demo
from signals.cli.commands.detect import detect
from signals.cli.commands.digest import digest
from signals.cli.commands.doctor import doctor
from signals.cli.commands.evaluate import evaluate
from signals.cli.commands.ingest import ingest
from signals.cli.commands.literature import literature
from signals.cli.commands.pair import pair
from signals.cli.commands.report import report
from signals.cli.commands.review import review
from signals.cli.commands.run import run
from signals.cli.commands.settings import settings
from signals.cli.commands.sql import sql
from signals.cli.commands.status import status
from signals.cli.commands.watch import watch

app = typer.Typer(
    name="nibwatch",
    help="Is demyelination reported disproportionately with tyrosine kinase inhibitors? FDA's reports, weekly.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        print(f"nibwatch {version('nibwatch')}")
        raise typer.Exit


@app.callback()
def nibwatch(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


command: Callable[..., None]
for command in (run, ingest, detect, digest, demo, sql, pair, watch):
    app.command()(command)
app.command(context_settings={"ignore_unknown_options": True})(case)  # so that -4204616 is a number
for command in (status, evaluate, report, doctor, settings):
    app.command()(command)

literature_app = typer.Typer(
    help="Ask the literature sources what is new; `literature review` shows what waits for a coder."
)
literature_app.callback(invoke_without_command=True)(literature)
literature_app.command()(review)
app.add_typer(literature_app, name="literature")
