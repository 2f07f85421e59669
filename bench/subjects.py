"""The parts of nibwatch that are measured; each function is called by name in its own process (bench.measure)."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from signals.build import plan as plans
from signals.build import publication
from signals.build.execution import WORKERS, Execution, Timing, Work, in_threads
from signals.build.graph import Model
from signals.build.input_tables import register_input_tables
from signals.build.partition import PartitionFiles, slice_count
from signals.build.schedule import in_stages
from signals.database import build_connection, build_resources, open_read_only, published_file
from signals.demo import make_world
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import row_count
from signals.settings import settings
from signals.sources.faers.intake import load_if_new
from signals.sources.faers.load import load_quarter
from signals.sources.faers.zip_name import quarter_of_zip
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlists


def make(folder: str, quarters: list[str], reports: int | dict[str, int], kinase_share: float | None = None) -> None:
    """Make the SYNTHETIC world's zips, all of one size or each of its own."""
    make_world(Path(folder), quarters=quarters, reports_per_quarter=reports, kinase_share=kinase_share)


def load(zips: list[str], folder: str) -> int:
    """Load zips as the ingest flow does, a few quarters at a time; rows loaded."""

    def one(path: str) -> int:
        loaded = load_quarter(
            Path(path),
            quarter=str(quarter_of_zip(Path(path).name)),
            lake=FolderLake(Path(folder) / "lake"),
            threads=settings().threads,
        )
        return sum(member.rows_loaded for member in loaded.members if member.table != "DELETED")

    with ThreadPoolExecutor(settings().parallel_quarters) as pool:
        return sum(pool.map(one, zips))


def load_one_more(path: str, folder: str, threads: int | None = None) -> None:
    """Take one zip into a lake, as a weekly run with one new quarter does; ``threads``: the setting unless given."""
    load_if_new(
        Path(path),
        quarter=str(quarter_of_zip(Path(path).name)),
        zip_sha256="",
        lake=FolderLake(Path(folder) / "lake"),
        threads=threads or settings().threads,
    )


def build(folder: str, timings: list[Timing] | None = None, watchlists: Sequence[str] = ()) -> dict[str, int]:
    """Build, check and publish all that the lake holds, for these watchlists, the setting's by default."""
    plan = plans.plan(Path(folder), load_watchlists(watchlists or [settings().watchlist]), "bench")
    publication.build(plan, build_models(), build_resources(row_count(plan.loaded)), timings=timings)
    publication.check(plan)
    return _counted(publication.publish_build(plan))


def build_by_table(folder: str) -> dict[str, float]:
    """The same; the seconds that each table for all quarters took to make."""
    timings: list[Timing] = []
    build(folder, timings)
    return table_seconds(timings)


def publish(source: str, folder: str) -> dict[str, object]:
    """Run ingest, then build and publish; seconds of each, of every table, and what came of it."""
    from signals.pipeline.ingest import ingest
    from signals.pipeline.runner import LocalRunner

    timings: list[Timing] = []
    started = time.perf_counter()
    ingest(LocalRunner(), Path(folder), source)
    ingested = time.perf_counter()
    counted = build(folder, timings)
    return {
        "ingest": ingested - started,
        "detect": time.perf_counter() - ingested,
        "tables": table_seconds(timings) | _waited_seconds(timings),
        **counted,
    }


def run(source: str, folder: str) -> None:
    """What `nibwatch run --no-literature` does: ingest, build, publish, digest and pages, where anything is new."""
    from signals.pipeline.runner import LocalRunner
    from signals.pipeline.weekly import weekly

    weekly(LocalRunner(), Path(folder), source, with_literature=False, with_mail=False)


def write_pages(folder: str) -> int:
    """Write the pages of the published file anew; how many."""
    from signals.pages.site import write_report

    written = write_report(published_file(Path(folder)), Path(folder) / "pages")
    return len([*written.parent.rglob("*.html")])


def publish_pairs(source: str, folder: str) -> int:
    """Run ingest, then make `signals.pair` and what it rests on, and nothing else; how many pairs it holds."""
    from signals.pipeline.ingest import ingest
    from signals.pipeline.runner import LocalRunner

    ingest(LocalRunner(), Path(folder), source)
    plan = plans.plan(Path(folder), load_watchlists([settings().watchlist]), "bench")
    plan.build_folder.mkdir()
    models = needed_for("signals.pair")
    resources = build_resources(row_count(plan.loaded))
    with build_connection(plan.target, plan.build_folder, resources) as connection:
        input_tables = register_input_tables(connection, plan, models, 0, {})
        stages, slices = tuple(in_stages(models, input_tables)), slice_count(plan.loaded, WORKERS)
        files = PartitionFiles(plan.lake, plan.copies, plan.loaded, stages, plan.run_id, slices)
        Execution(connection, files, resources.shared_by(WORKERS), in_threads).run(input_tables)
        return len(connection.sql("SELECT a FROM signals.pair"))


def needed_for(*tables: str) -> list[Model]:
    """The models of these tables and of all that they rest on."""
    by_name = {model.name: model for model in build_models()}
    needed: dict[str, Model] = {}
    waiting = [*tables]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = by_name[name]
            waiting += by_name[name].reads & by_name.keys()
    return [*needed.values()]


def write_digest(folder: str) -> None:
    """Write the digest and the pages of the published file."""
    from signals.pipeline.digest import digest
    from signals.pipeline.runner import LocalRunner

    digest(LocalRunner(), Path(folder))


def table_seconds(timings: Iterable[Timing]) -> dict[str, float]:
    """The seconds of every table that one process makes for all quarters."""
    return {timing.name: timing.seconds for timing in timings if timing.work == Work.TABLE}


def _waited_seconds(timings: Iterable[Timing]) -> dict[str, float]:
    """How long the build waited for each table that workers made while they made no other."""
    return {timing.name: timing.seconds for timing in timings if timing.work == Work.WAITING and "," not in timing.name}


def _counted(published: Path) -> dict[str, int]:
    """How many cases and pairs a published file holds, and its size in bytes."""
    with open_read_only(published) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM faers.cases), (SELECT count(*) FROM signals.pair)"
        ).fetchall()[0]
    return {"cases": row[0], "pairs": row[1], "file_bytes": published.stat().st_size}
