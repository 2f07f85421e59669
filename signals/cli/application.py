"""The application: every command in the order of `nibwatch --help`."""

from collections.abc import Callable
from importlib import import_module
from typing import Annotated

import typer

from signals.source_description import source_description

COMMANDS = (
    *("run", "ingest", "detect", "digest", "demo", "sql", "pair", "watch"),
    *("case", "status", "evaluate", "report", "doctor", "settings"),
)


def command(name: str) -> Callable[..., None]:
    """The function that lies in the module of its name."""
    function: Callable[..., None] = getattr(import_module(f"signals.cli.commands.{name}"), name)
    return function


app = typer.Typer(
    name="nibwatch",
    help="Are the watched events reported disproportionately with the watched drugs? "
    f"{source_description().publisher}'s reports, weekly.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def print_version(is_wanted: bool) -> None:
    """Print the version of the installed package and end, where it is asked for."""
    if is_wanted:
        from importlib.metadata import version

        print(f"nibwatch {version('nibwatch')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def nibwatch(  # noqa: D103 - typer would show it in place of the help above
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        from signals.cli.next_steps import next_steps

        print(f"{context.get_help()}\n\n{next_steps()}")


for name in COMMANDS:
    # Unknown options pass, so that -4204616 is the number of a case.
    app.command(context_settings={"ignore_unknown_options": name == "case"})(command(name))

literature_app = typer.Typer(
    help="Ask the literature sources what is new; `literature review` shows what waits for a coder."
)
literature_app.callback(invoke_without_command=True)(command("literature"))
literature_app.command()(command("review"))
app.add_typer(literature_app, name="literature")

watchlist_app = typer.Typer(invoke_without_command=True)


@watchlist_app.callback()
def watchlist(context: typer.Context) -> None:
    """Check a watchlist against what is published, or write a new one."""
    if context.invoked_subcommand is None:
        print(context.get_help())


watchlist_app.command(name="check")(command("watchlist_check"))
watchlist_app.command(name="new")(command("watchlist_new"))
app.add_typer(watchlist_app, name="watchlist")
