"""`nibwatch ingest`."""

from typing import Annotated

import typer

from signals.cli.outcome import print_ingested, require_complete
from signals.cli.parameters import DataDir, Debug, Quarters, Source
from signals.cli.session import begin, check_folder, check_request, pipelines
from signals.errors import RequestError
from signals.present.command_line import as_typed


def ingest(
    data_dir: DataDir = None,
    source: Source = None,
    quarters: Quarters = None,
    drop: Annotated[
        str | None, typer.Option("--drop", help="Set loaded quarters such as 2017q2 aside, and do nothing else.")
    ] = None,
    restore: Annotated[
        str | None, typer.Option("--restore", help="Load quarters again that were set aside with --drop.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Fetch new quarters and load them into the lake."""
    check_request(None, quarters)
    if drop and restore:
        raise RequestError("--drop and --restore ask for two things; give one of them at a time.")
    if drop or restore:
        check_request(None, drop or restore)
    home = begin("setting quarters aside" if drop else "loading new quarters", data_dir)
    if drop:
        from signals.pipeline.ingest import drop as set_aside

        dropped = ", ".join(set_aside(home, drop))
        print(as_typed(f"Set aside: {dropped}. Run `nibwatch detect` to publish without what was loaded of them."))
        return
    check_folder(source, quarters)
    if restore:
        from signals.pipeline.ingest import restore as ask_again

        print(f"Asked for again: {', '.join(ask_again(home, restore))}.")
    with pipelines(home, debug) as start:
        outcome = start("ingest", source=source, quarters=quarters)
    print_ingested(outcome)
    require_complete(outcome, None, None, held="What is loaded")
