"""`nibwatch ingest`."""

from signals.cli.outcome import print_ingested, require_complete
from signals.cli.parameters import DataDir, Debug, Quarters, Source
from signals.cli.session import begin, check_folder, check_request, pipelines


def ingest(data_dir: DataDir = None, source: Source = None, quarters: Quarters = None, debug: Debug = False) -> None:
    """Fetch new quarters and load them into the lake."""
    home = begin("loading new quarters", data_dir)
    check_request(None, quarters)
    check_folder(source, quarters)
    with pipelines(home, debug) as start:
        outcome = start("ingest", source=source, quarters=quarters)
    print_ingested(outcome)
    require_complete(outcome, None, None)
