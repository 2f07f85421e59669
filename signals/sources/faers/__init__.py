"""FDA's quarterly files (FAERS, and AERS before it), from the export page to one Parquet file a table and quarter.

In the order of the data: `source`, `folder_source` and `offer` (which zips there are), `exports` (FDA's server),
`fetch` and `download`, `ledger` (what was fetched), `archive` (the zip), `line_blocks`, `line_scan`, `line_repair` and
`member` (its lines), `load` (the quarter), and `intake`, which decides what needs work.
"""

# ruff: noqa: F401 - what a source offers
from signals.sources.faers.download_bars import Bars, bars
from signals.sources.faers.fetch import Fetched, fetch
from signals.sources.faers.folder_source import FolderSource
from signals.sources.faers.intake import (
    IngestOutcome,
    drop_quarters,
    forget_damaged,
    load_fetched,
    needs_work,
    remove_leftovers,
    restore_quarters,
    tried_quarters,
    unreadable_loads,
    upload_zip,
)
from signals.sources.faers.ledger import Ledger, prune_raw
from signals.sources.faers.load import QuarterLoad
from signals.sources.faers.offer import Offer
from signals.sources.faers.source import open_source
