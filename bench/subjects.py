"""The parts of nibwatch that are measured; each function is called by name in its own process (bench.measure)."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from signals.build import plan as planning
from signals.build import publication as warehouse
from signals.database import Resources, open_read_only, published_file
from signals.demo import make_world
from signals.lake.folder import LakeFolder
from signals.quarter import quarter_of_zip
from signals.settings import prepare_prefect, settings
from signals.sources.faers.intake import take_in
from signals.sources.faers.load import load_quarter
from signals.vocabulary.watchlist import load_watchlist


def make(folder: str, quarters: list[str], reports: int) -> None:
    """Make the SYNTHETIC world's zips."""
    make_world(Path(folder), quarters=quarters, reports_per_quarter=reports)


def load(zips: list[str], folder: str) -> int:
    """Load zips as the ingest flow does, a few quarters at a time; rows loaded."""

    def one(path: str) -> int:
        loaded = load_quarter(
            Path(path),
            quarter=str(quarter_of_zip(Path(path).name)),
            lake=LakeFolder(Path(folder) / "lake"),
            threads=settings().threads,
        )
        return sum(member.rows_loaded for member in loaded.members if member.table != "DELETED")

    with ThreadPoolExecutor(settings().parallel_quarters) as pool:
        return sum(pool.map(one, zips))


def load_one_more(path: str, folder: str, threads: int | None = None) -> None:
    """Take one zip into a lake, as a weekly run with one new quarter does; ``threads``: the setting unless given."""
    take_in(
        Path(path),
        quarter=str(quarter_of_zip(Path(path).name)),
        zip_sha256="",
        lake=LakeFolder(Path(folder) / "lake"),
        threads=threads or settings().threads,
    )


def build(folder: str) -> dict[str, int]:
    """Build, check and publish all that the lake holds."""
    plan = planning.plan(Path(folder), load_watchlist(settings().watchlist), "bench")
    warehouse.build(plan, Resources(settings().memory_limit, settings().threads))
    warehouse.check(plan)
    return _counted(warehouse.publish_build(plan))


def build_by_table(folder: str) -> dict[str, float]:
    """The same; the seconds that each table took to make."""
    tables = table_seconds()
    build(folder)
    return tables


def publish(source: str, folder: str) -> dict[str, object]:
    """Start Prefect, then run ingest and detect; seconds of each, of every table, and what came of it."""
    home = Path(folder)
    prepare_prefect(home)
    started = time.perf_counter()
    server_bytes = _start_server()

    from flows.detect import detect
    from flows.ingest import ingest

    tables = table_seconds()
    ready = time.perf_counter()
    ingest(data_dir=home, source=source)
    ingested = time.perf_counter()
    detect(data_dir=home, source=source)
    detected = time.perf_counter()
    return {
        "startup": ready - started,
        "server_bytes": server_bytes,
        "ingest": ingested - ready,
        "detect": detected - ingested,
        "tables": tables,
        **_counted(published_file(home)),
    }


def _start_server() -> int:
    """Run an empty flow, which starts Prefect's temporary server; the server's memory in bytes."""
    from prefect import flow

    flow(name="nothing")(lambda: None)()
    return sum(child.memory_info().rss for child in psutil.Process().children(recursive=True))


def table_seconds() -> dict[str, float]:
    """The seconds that each table takes in the builds to come; filled while they run."""
    seconds: dict[str, float] = {}

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            table, took = record.args or ("", "")
            seconds[str(table)] = float(str(took))

    logger = logging.getLogger("nibwatch.build")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(Listener())
    return seconds


def _counted(published: Path) -> dict[str, int]:
    """How many cases and pairs a published file holds, and its size in bytes."""
    with open_read_only(published) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM faers.cases), (SELECT count(*) FROM signals.pair)"
        ).fetchall()[0]
    return {"cases": row[0], "pairs": row[1], "file_bytes": published.stat().st_size}
