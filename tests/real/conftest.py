"""What ../shared/real/faers_70k comes to: published once for all tests, and its cases counted by other code."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from signals.database import open_read_only
from tests.real.recount import Recount, count, read
from tests.session_cache import made_once
from tests.sources.faers.published_quarters import publish


@pytest.fixture(scope="session")
def published(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of ../shared/real/faers_70k."""
    folder = shared / "real" / "faers_70k"
    if not folder.is_dir():
        pytest.skip("no folder real/faers_70k in ../shared")
    return made_once(tmp_path_factory, "real-publication", lambda home: publish(folder, home / "data"))


@pytest.fixture(scope="session")
def file(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(published) as connection:
        yield connection


@pytest.fixture(scope="session")
def recount(shared: Path, file: duckdb.DuckDBPyConnection) -> Recount:
    ingredients: dict[tuple[str, str], set[str]] = defaultdict(set)
    for drugname, prod_ai, ingredient in file.execute(
        "SELECT DISTINCT trim(coalesce(drugname, '')), trim(coalesce(prod_ai, '')), ingredient FROM faers.case_drug"
    ).fetchall():
        ingredients[drugname, prod_ai] |= {ingredient} - {None}
    duplicates = file.execute("SELECT caseid FROM faers.cases WHERE duplicate_of IS NOT NULL").fetchall()
    return count(read(shared / "real" / "faers_70k"), ingredients, {caseid for (caseid,) in duplicates})
