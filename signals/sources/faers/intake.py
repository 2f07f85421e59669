"""The decisions of an ingest: which quarters need work, whether a zip may enter the lake, and its outcome."""

import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from signals.errors import OutsideError, RequestError
from signals.lake.lake import Lake
from signals.lake.quarters import LoadedQuarter, is_current, loaded_quarters, marked_quarters, remove_quarter
from signals.lake.refusal import Refusal, forget_drops, is_dropped, record_drop, refusal_line, refusals
from signals.quarter import Quarter, QuarterRange
from signals.sources.faers.archive import DamagedZipError, Limits, open_archive, read_contents
from signals.sources.faers.fetch import Fetched, held_zip, needs_fetch
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.load import QuarterLoad, load_quarter
from signals.sources.faers.offer import Offer
from signals.temporary_folder import temporary_folder


@dataclass(frozen=True)
class IngestOutcome:
    """What one ingest did: quarters loaded now, held in all, and refused (with the reason)."""

    source: str
    offered: tuple[str, ...]
    loaded: tuple[QuarterLoad, ...]
    held: tuple[str, ...]
    refused: tuple[Refusal, ...]

    def lines(self) -> list[str]:
        """The outcome for a reader, a line a quarter."""
        return [
            f"{len(self.offered)} quarters at {self.source}, {len(self.loaded)} loaded now, {len(self.held)} held.",
            *(
                f"  {load.quarter}: {load.rows_loaded:,} rows loaded, {load.rows_rejected:,} lines rejected"
                f"{''.join(f'; {note}' for note in load.notes)}"
                for load in self.loaded
            ),
            *(f"  refused: {refusal_line(refusal, self.held)}" for refusal in self.refused),
        ]

    def table(self) -> list[dict[str, object]]:
        """The outcome as rows of Prefect's artifact."""
        return [
            {
                "quarter": load.quarter,
                "outcome": "loaded",
                "rows": load.rows_loaded,
                "rejected": load.rows_rejected,
                "note": "; ".join(load.notes),
            }
            for load in self.loaded
        ] + [
            {"quarter": refusal.quarter, "outcome": "refused", "rows": None, "rejected": None, "note": refusal.reason}
            for refusal in self.refused
        ]


def needs_work(
    offer: Offer, ledger: Ledger, raw: Path, held: Mapping[str, LoadedQuarter], dropped: Collection[Refusal] = ()
) -> bool:
    """Whether an offered quarter has to be fetched or loaded.

    A zip that was pruned after loading is forgotten, and so fetched again, where the lake no longer holds it.

    Parameters
    ----------
    raw
        The folder of fetched zips.
    held
        The quarters in the lake, by name.
    dropped
        What was set aside, which is loaded again only from other bytes.
    """
    entry = ledger.entry(offer.quarter)
    if entry is None or needs_fetch(offer, ledger, raw):
        return True
    if any((each.quarter, each.dropped_sha256) == (str(offer.quarter), entry.sha256) for each in dropped):
        return False
    loaded = held.get(str(offer.quarter))
    if loaded is not None and loaded.zip_sha256 == entry.sha256:
        return False
    if held_zip(offer.quarter, raw, ledger) is None:
        ledger.forget(offer.quarter)
    return True


def load_if_new(archive: Path, *, quarter: str, zip_sha256: str, lake: Lake, threads: int) -> QuarterLoad | None:
    """Load a fetched zip, unless the lake already holds these very bytes or they were set aside.

    Parameters
    ----------
    quarter
        Written like 2023Q1.
    threads
        How many tables are read at a time.

    Returns
    -------
    None where there was nothing to do.

    Raises
    ------
    RequestError
        A real zip meets SYNTHETIC quarters, or the other way round.
    OutsideError
        As `load_quarter` does.
    """
    if is_current(lake, quarter, zip_sha256) or is_dropped(lake, quarter, zip_sha256):
        return None
    _refuse_other_kind(archive, quarter, lake)
    return load_quarter(archive, quarter=quarter, lake=lake, threads=threads)


def drop_quarters(lake: Lake, ledger: Ledger, wanted: QuarterRange) -> list[str]:
    """Set these quarters aside, so that nothing is published from them.

    A marker that cannot be read names no zip; then the ledger says which bytes were loaded.

    Returns
    -------
    Those that were loaded, in order.

    Raises
    ------
    RequestError
        Nothing of them is loaded.
    """
    held, marked = loaded_quarters(lake), marked_quarters(lake)
    quarters = [quarter for quarter in marked if Quarter.parse(quarter) in wanted]
    if not quarters:
        raise RequestError(
            f"No quarter of {wanted} is loaded in {lake.location}; it holds {', '.join(held) or 'none'}."
        )
    for quarter in quarters:
        entry = ledger.entry(Quarter.parse(quarter))
        zip_sha256 = held[quarter].zip_sha256 if quarter in held else entry.sha256 if entry else "unknown"
        record_drop(lake, quarter, zip_sha256)
        remove_quarter(lake, quarter)
    return quarters


def restore_quarters(lake: Lake, wanted: QuarterRange) -> list[str]:
    """Allow quarters that were set aside to be loaded again.

    Returns
    -------
    Those that had been set aside, in order.

    Raises
    ------
    RequestError
        None of them had been.
    """
    quarters = [
        each.quarter for each in refusals(lake) if each.dropped_sha256 and Quarter.parse(each.quarter) in wanted
    ]
    if not quarters:
        raise RequestError(f"No quarter of {wanted} was set aside with `nibwatch ingest --drop`.")
    forget_drops(lake, quarters)
    return quarters


ZIPS = "zips"
"""The folder of the lake for zips, for workers that do not see the data directory."""


def upload_zip(fetched: Fetched, lake: Lake) -> None:
    """Copy a fetched zip into the lake, from which a worker on another machine loads it."""
    with lake.new_file(_uploaded_name(fetched)) as path:
        shutil.copyfile(fetched.path, path)


def load_fetched(fetched: Fetched, *, lake: Lake, threads: int, is_in_lake: bool = False) -> QuarterLoad | None:
    """Load what was fetched, as `load_if_new` does.

    Parameters
    ----------
    threads
        How many tables are read at a time.
    is_in_lake
        The zip was uploaded to the lake, where any machine can load it; it is removed there afterwards.

    Returns
    -------
    None where there was nothing to do.

    Raises
    ------
    OutsideError
        The zip is not in the lake that this worker sees, or as `load_quarter` raises it.
    RequestError
        As `load_if_new` does.
    """
    quarter = str(fetched.quarter)
    if not is_in_lake:
        return load_if_new(fetched.path, quarter=quarter, zip_sha256=fetched.sha256, lake=lake, threads=threads)
    name = _uploaded_name(fetched)
    if not lake.has([name]):
        if is_current(lake, quarter, fetched.sha256):
            return None  # by the same task, which Dask gave to two workers
        raise OutsideError(
            f"{name} is not in the lake {lake.location} where {quarter} was to be loaded: every worker must see the "
            "very lake that NIBWATCH_LAKE names, a folder mounted under the same path or an object store."
        )
    with temporary_folder("zip") as copies:
        (path,) = lake.local_paths([name], copies)
        load = load_if_new(path, quarter=quarter, zip_sha256=fetched.sha256, lake=lake, threads=threads)
    lake.remove([name])
    return load


def unreadable_loads(loads: Collection[QuarterLoad], held: Mapping[str, LoadedQuarter], lake: Lake) -> list[Refusal]:
    """Refusals of quarters that another machine loaded, but that the lake, as this machine sees it, does not hold."""
    return [
        Refusal(
            load.quarter,
            f"It was loaded, and cannot be read back from the lake {lake.location}: every worker must see the very "
            "lake that NIBWATCH_LAKE names and have credentials to write it.",
        )
        for load in loads
        if load.quarter not in held or held[load.quarter].zip_sha256 != load.zip_sha256
    ]


def remove_leftovers(lake: Lake) -> None:
    """Remove what loads left in the lake; only for the holder of the data directory's lock, while nothing loads."""
    lake.remove_scratch()
    lake.remove_all(ZIPS)


def _uploaded_name(fetched: Fetched) -> str:
    return f"{ZIPS}/{fetched.sha256[:16]}/{fetched.path.name}"


def forget_damaged(quarter: Quarter, outcome: object, ledger: Ledger) -> None:
    """Forget a zip that turned out damaged, so that the next run fetches it again; only where the ledger is kept."""
    if isinstance(outcome, DamagedZipError):
        ledger.forget(quarter)


def tried_quarters(lake: Lake, wanted: QuarterRange, offers: list[Offer]) -> set[str]:
    """The quarters whose earlier refusals a run replaces: those offered, and those refused that are not offered now."""
    refused = {refusal.quarter for refusal in refusals(lake) if Quarter.parse(refusal.quarter) in wanted}
    return {str(offer.quarter) for offer in offers} | refused


def _refuse_other_kind(archive: Path, quarter: str, lake: Lake) -> None:
    with open_archive(archive) as opened:
        is_synthetic = read_contents(opened, quarter, Limits()).is_synthetic
    held = {loaded.is_synthetic for name, loaded in loaded_quarters(lake).items() if name != quarter}
    if held - {is_synthetic}:
        kind, other = ("SYNTHETIC", "real") if is_synthetic else ("real", "SYNTHETIC")
        raise RequestError(
            f"{archive.name} is {kind}, and the lake {lake.location} holds {other} quarters, which must never be mixed;"
            " give it another data directory with --data-dir."
        )
