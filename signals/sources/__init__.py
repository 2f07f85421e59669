"""Sources of reports; each is a package that alone knows how an agency publishes, and brings it into the lake.

A source package offers, as signals.sources.faers does:

- `open_source(text)`: the place that the setting `source` names; its `offers(quarters, known)` are what it has.
- `needs_work(offer, ledger, raw, held)`: whether an offer has to be fetched or loaded.
- `fetch(offer, raw, ledger, progress)`: bring one to this machine; raises `TransientError` where an attempt may help.
- `load_fetched(fetched, lake=..., threads=...)`: load one into the lake, whole or not at all.
- SELECTs in `sql/sources/<name>/`, from the lake's tables to the staging contract (docs/architecture.md).

Only pipelines and commands, which are told the source to use, import a source; statistics, tables and answers read what
stands in the staging contract.
"""
