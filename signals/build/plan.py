"""What a publication would depend on, and whether any of it is new."""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from signals.build.fingerprint import code_version, fingerprint, hash_files, reference_hash
from signals.clock import minute, now
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import OutsideError, RequestError
from signals.lake.lake import Lake
from signals.lake.quarters import LoadedQuarter, loaded_quarters
from signals.lake.refusal import Refusal, refusals
from signals.literature.store import store_files
from signals.published import last_run
from signals.quarter import Quarter, QuarterRange
from signals.settings import settings
from signals.vocabulary.dictionary import dictionary_hash
from signals.vocabulary.watchlist import Watchlist

log = logging.getLogger("nibwatch.detect")


@dataclass(frozen=True)
class Plan:
    """What a publication would depend on."""

    data_dir: Path
    loaded: tuple[LoadedQuarter, ...]
    watchlists: tuple[Watchlist, ...]
    source: str
    is_synthetic: bool
    refused: tuple[Refusal, ...]
    fingerprint: str
    started_at: datetime
    drug_dictionary: Path | None = None
    """The user's own DiAna dictionary."""

    @property
    def lake(self) -> Lake:
        """Where the quarters' Parquet files are."""
        return lake_of(self.data_dir)

    @property
    def copies(self) -> Path:
        """Where files from an object store are copied to while the file is built."""
        return self.build_folder / "lake"

    @property
    def quarters(self) -> tuple[str, ...]:
        return tuple(quarter.quarter for quarter in self.loaded)

    @property
    def run_id(self) -> str:
        """Names the publication: when it was started, and a part of the fingerprint."""
        return f"{self.started_at:%Y%m%dT%H%M%SZ}-{self.fingerprint[:8]}"

    @property
    def previous(self) -> Path:
        """The file published before; it may not exist."""
        return self.data_dir / PUBLISHED_NAME

    @property
    def build_folder(self) -> Path:
        """Where the file is built; emptied before and after.

        DuckDB puts the name of its log before the first ``?`` of a path, into a folder that is not there. Where the
        data directory has one in its path, the file is built in the temporary folder, and copied.
        """
        if "?" not in str(self.data_dir):
            return self.data_dir / "build"
        place = settings().temp_dir or Path(tempfile.gettempdir())
        return place / f"nibwatch-build-{hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:16]}"

    @property
    def target(self) -> Path:
        """The file that is being built."""
        return self.build_folder / "finished.duckdb"

    def remove_build_folder(self) -> None:
        """Remove what the build, or one that was killed, left."""
        for folder in {self.build_folder, self.data_dir / "build"}:
            shutil.rmtree(folder, ignore_errors=True)


def plan(
    data_dir: Path,
    watchlists: Sequence[Watchlist],
    source: str,
    wanted: QuarterRange | None = None,
    drug_dictionary: Path | None = None,
) -> Plan:
    """Plan a publication of the quarters that are loaded.

    Parameters
    ----------
    source
        The URL or folder of the quarters, as meta.run records it.
    wanted
        The quarters to build on; all that are loaded by default.
    drug_dictionary
        A DiAna dictionary file of the user's.

    Raises
    ------
    OutsideError
        No wanted quarter is loaded.
    RequestError
        Synthetic and real quarters lie in one data directory, or the dictionary cannot be read.
    """
    lake = lake_of(data_dir)
    loaded = loaded_quarters(lake)
    quarters = tuple(sorted(quarter for quarter in loaded if _is_wanted(quarter, wanted)))
    refused = tuple(refusal for refusal in refusals(lake) if _is_wanted(refusal.quarter, wanted))
    if not quarters:
        reason = f": {refused[0].reason}" if refused else "; run `nibwatch ingest` with a source that has quarters"
        raise OutsideError(f"No quarter could be loaded into {lake.location}{reason}")
    kinds = {loaded[quarter].is_synthetic for quarter in loaded}
    if len(kinds) > 1:
        raise RequestError(
            f"{data_dir} would hold both real and SYNTHETIC quarters, which must never be mixed; give one of them "
            "another data directory with --data-dir."
        )
    return Plan(
        data_dir=data_dir,
        loaded=tuple(loaded[quarter] for quarter in quarters),
        watchlists=tuple(watchlists),
        source=source,
        is_synthetic=kinds.pop(),
        refused=refused,
        fingerprint=fingerprint(
            {
                "zips": {quarter: loaded[quarter].zip_sha256 for quarter in quarters},
                "loader": {quarter: loaded[quarter].loader_version for quarter in quarters},
                "refused": [refusal.quarter for refusal in refused],
                "watchlists": {watchlist.name: watchlist.sha256 for watchlist in watchlists},
                "literature": hash_files(store_files(data_dir)),
                "reference": reference_hash(),
                "code": code_version(),
                "dictionary": dictionary_hash(drug_dictionary) if drug_dictionary else None,
            }
        ),
        started_at=now(),
        drug_dictionary=drug_dictionary,
    )


def _is_wanted(quarter: str, wanted: QuarterRange | None) -> bool:
    return wanted is None or Quarter.parse(quarter) in wanted


def is_published(plan: Plan) -> bool:
    """Whether the published file already depends on exactly this; warns where its clock was ahead of ours."""
    if not plan.previous.is_file():
        return False
    with open_read_only(plan.previous) as connection:
        run = last_run(connection)
    if run["published_at"].replace(tzinfo=UTC) > plan.started_at:
        log.warning(
            "this machine's clock says %s, which is before the last publication (%s, run %s): one of the two was "
            "wrong; look at this one. Publications are taken in the order in which they were made, so nothing is lost",
            minute(plan.started_at),
            minute(run["published_at"]),
            run["run_id"],
        )
    return bool(run["fingerprint"] == plan.fingerprint)
