"""`nibwatch literature`."""

import typer

from signals.cli.parameters import DataDir, Debug, Watchlists
from signals.cli.session import begin, check_request, pipelines
from signals.errors import NibwatchError


def literature(
    context: typer.Context, data_dir: DataDir = None, watchlist: Watchlists = None, debug: Debug = False
) -> None:
    """Ask PubMed, Europe PMC, ClinicalTrials.gov and openFDA what is new, and check the coded studies.

    What came shows after the next detect. A source that fails leaves what is known as it was (exit 1).
    """
    if context.invoked_subcommand is not None:
        return
    home = begin("asking the literature sources, for the store", data_dir)
    check_request(watchlist, None)
    with pipelines(home, debug) as start:
        outcome = start("literature", watchlists=watchlist or ())
    print(outcome)
    if outcome.problems:
        raise NibwatchError(f"No news from {outcome.failed}, for the reasons given above; what was known stays in use.")
