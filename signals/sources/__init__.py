"""Sources of reports; each is a package that alone knows how an agency publishes, and brings it into the lake.

Whoever runs a source imports from here what the one in use offers (signals/source_description.py, SOURCE):

- `open_source(text)`: what the setting `source` names; its `offers(quarters, fetched_before)` are what it has.
- `needs_work(offer, ledger, raw, held, dropped)`: whether an offer has to be fetched or loaded.
- `fetch(offer, raw, ledger, progress)`: bring one to this machine; raises `TransientError` where an attempt may help.
- `load_fetched(fetched, lake=..., threads=..., is_in_lake=...)`: load one into the lake, whole or not at all.
- its description: `source.toml` in its folder.
- SELECTs in `sql/sources/<name>/`, from the lake's tables to the staging contract (docs/architecture.md).

Only pipelines, flows, commands, the demo and the answers that ask a source (doctor, status) import one; statistics,
tables and the other answers read the tables of the staging contract.
"""

from signals.sources.faers import (
    Bars,
    Fetched,
    FolderSource,
    IngestOutcome,
    Ledger,
    Offer,
    QuarterLoad,
    bars,
    drop_quarters,
    fetch,
    forget_damaged,
    load_fetched,
    needs_work,
    open_source,
    prune_raw,
    remove_leftovers,
    restore_quarters,
    tried_quarters,
    unreadable_loads,
    upload_zip,
)

__all__ = [
    "Bars",
    "Fetched",
    "FolderSource",
    "IngestOutcome",
    "Ledger",
    "Offer",
    "QuarterLoad",
    "bars",
    "drop_quarters",
    "fetch",
    "forget_damaged",
    "load_fetched",
    "needs_work",
    "open_source",
    "prune_raw",
    "remove_leftovers",
    "restore_quarters",
    "tried_quarters",
    "unreadable_loads",
    "upload_zip",
]
