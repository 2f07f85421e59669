"""A lake in a temporary folder, and a way to load bytes into it and look at what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from signals.lake.folder_lake import FolderLake
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.load import QuarterLoad, load_quarter
from tests.sources.faers.downloads import NAME, make_zip
from tests.sources.faers.zips import write_zip


@dataclass(frozen=True)
class Lake:
    """A lake being tested."""

    home: Path

    @property
    def path(self) -> Path:
        return self.home / "lake"

    @property
    def files(self) -> FolderLake:
        return FolderLake(self.path)

    def load(self, files: Mapping[str, bytes], quarter: str = "2024Q1") -> QuarterLoad:
        return self.load_zip(write_zip(self.home / f"faers_ascii_{quarter.lower()}.zip", files), quarter)

    def load_zip(self, archive: Path, quarter: str) -> QuarterLoad:
        return load_quarter(archive, quarter=quarter, lake=self.files)

    def rows(self, table: str, quarter: str = "2024Q1") -> list[dict[str, Any]]:
        return pq.read_table(self.path / table / f"{quarter}.parquet").to_pylist()

    def values(self, table: str, column: str, quarter: str = "2024Q1") -> list[Any]:
        return [row[column] for row in self.rows(table, quarter)]

    def counts(self, table_name: str, quarter: str = "2024Q1") -> tuple[int, ...]:
        """lines, lines_split, lines_joined, rows_loaded, rows_repaired, rows_rejected of a file."""
        (row,) = [row for row in self.rows("load", quarter) if row["table_name"] == table_name]
        names = ("lines", "lines_split", "lines_joined", "rows_loaded", "rows_repaired", "rows_rejected")
        return tuple(row[name] for name in names)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(tmp_path)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def sha256(exports: Path) -> str:
    return make_zip(exports / NAME)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "data" / "raw"


@pytest.fixture
def ledger(raw: Path) -> Ledger:
    return Ledger(raw / "ledger.json")
