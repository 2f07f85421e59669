"""Publications that tests look into: a SYNTHETIC world loaded, built, checked and published without any flow."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.build.execution import make
from signals.build.graph import Model
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, Resources
from signals.lake.quarters import loaded_quarters
from signals.quarter import parse_range
from signals.sources.faers.fetch import fetch
from signals.sources.faers.intake import load_fetched, load_if_new, needs_work, remove_leftovers
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.source import open_source
from signals.sources.faers.zip_name import quarter_of_zip
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlists

WATCHLIST = "tki_demyelination"
FEW_DRUGS = str(Path(__file__).with_name("few_drugs.toml"))
"""A watchlist for what does not depend on which drugs are watched: it takes a third less to publish, and four pages."""
FEW_NERVES = str(Path(__file__).with_name("few_nerves.toml"))
"""Another, small as well, with a drug and the name of a group in common with the first."""
FIRST_NAME = "first.duckdb"
"""A copy of the file that ``two_publications`` published first, as it was before the second."""
OF_THE_RUN = {"run_id", "started_at", "published_at", "source"}


@dataclass(frozen=True)
class Publication:
    """A data directory with something published in it; read it, never write it."""

    home: Path

    @property
    def path(self) -> Path:
        return self.home / PUBLISHED_NAME

    def copied_to(self, folder: Path) -> "Publication":
        """A copy for a test to do with as it likes."""
        shutil.copytree(self.home, folder, dirs_exist_ok=True)
        return Publication(folder)


def few_with_evidence(folder: Path) -> str:
    """The watchlist of few drugs with the evidence on demyelination, written to a folder; its path."""
    path = folder / "few_with_evidence.toml"
    path.write_text(f'evidence = "demyelination"\n{Path(FEW_DRUGS).read_text(encoding="utf-8")}', encoding="utf-8")
    return str(path)


def load(home: Path, zips: Iterable[Path]) -> None:
    """Load the zips into the lake of a data directory, as the ingest flow does."""
    for path in sorted(zips):
        load_if_new(
            path,
            quarter=str(quarter_of_zip(path.name)),
            zip_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            lake=lake_of(home),
            threads=2,
        )


def ingest(source: str, home: Path, quarters: str) -> int:
    """Fetch and load what is new at the source, as the ingest flow does; how many quarters that were."""
    raw, lake = home / "raw", lake_of(home)
    ledger = Ledger(raw / "ledger.json")
    remove_leftovers(lake)
    place = open_source(source)
    offers = place.offers(parse_range(quarters), fetched_before=ledger.quarters_from(place.location))
    held = loaded_quarters(lake)
    new = [offer for offer in offers if needs_work(offer, ledger, raw, held)]
    for offer in new:
        load_fetched(fetch(offer, raw, ledger), lake=lake, threads=2)
    return len(new)


def publish(home: Path, *watchlists: str) -> bool:
    """Publish what is loaded, as the detect flow does; False where there is nothing new."""
    plan = build_plan.plan(home, load_watchlists(watchlists or [WATCHLIST]), source="a test")
    if build_plan.is_published(plan):
        return False
    build_publication.build(plan, build_models(), Resources(memory_limit="2GB", threads=2))
    build_publication.check(plan)
    build_publication.publish_build(plan)
    return True


def make_tables(connection: duckdb.DuckDBPyConnection, *names: str, watchlist: str | None = None) -> None:
    """Make tables of the build by name, for one watchlist or for all; what they read is there."""
    for name in names:
        make(connection, _models()[name], watchlist)


@cache
def _models() -> Mapping[str, Model]:
    return {model.name: model for model in build_models()}


def published_differences(first: Path, second: Path) -> dict[str, int]:
    """Tables of two published files that differ, with how many rows; what only names the run or its moment is left out."""
    found: dict[str, int] = {}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{first}' AS first (READ_ONLY)")
        connection.execute(f"ATTACH '{second}' AS second (READ_ONLY)")
        tables = _columns(connection, "first")
        assert tables == _columns(connection, "second")
        for table, columns in tables.items():
            names = ", ".join(f'"{name}"' for name in columns if name not in OF_THE_RUN)
            found[table] = connection.execute(
                f"""
                SELECT (SELECT count(*) FROM (SELECT {names} FROM first.{table} EXCEPT ALL SELECT {names} FROM second.{table}))
                    + (SELECT count(*) FROM (SELECT {names} FROM second.{table} EXCEPT ALL SELECT {names} FROM first.{table}))
                """
            ).fetchall()[0][0]
    return {table: rows for table, rows in found.items() if rows}


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    rows = connection.execute(
        """
        SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
        WHERE database_name = $database GROUP BY ALL ORDER BY ALL
        """,
        {"database": database},
    ).fetchall()
    return dict(rows)
