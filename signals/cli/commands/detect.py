"""`nibwatch detect`."""

from signals.cli.outcome import print_published
from signals.cli.parameters import DataDir, Debug, Quarters, Watchlists
from signals.cli.session import begin, check_request, pipelines


def detect(
    data_dir: DataDir = None, quarters: Quarters = None, watchlist: Watchlists = None, debug: Debug = False
) -> None:
    """Build, check and publish a new file from what is loaded."""
    home = begin("building a new file", data_dir)
    check_request(watchlist, quarters)
    with pipelines(home, debug) as start:
        published = start("detect", watchlists=watchlist or (), quarters=quarters)
    print_published(published, home)
