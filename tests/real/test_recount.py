"""69,613 real reports: cells counted again by other code, and known truths."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from signals.database import open_read_only
from tests.real.recount import Recount, count, read
from tests.sources.faers.published_quarters import publish

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def file(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file of ../shared/real/faers_70k."""
    folder = shared / "real" / "faers_70k"
    if not folder.is_dir():
        pytest.skip("no folder real/faers_70k in ../shared")
    with open_read_only(publish(folder, tmp_path_factory.mktemp("real") / "data")) as connection:
        yield connection


@pytest.fixture(scope="module")
def recount(shared: Path, file: duckdb.DuckDBPyConnection) -> Recount:
    ingredients: dict[tuple[str, str], set[str]] = defaultdict(set)
    for drugname, prod_ai, ingredient in file.execute(
        "SELECT DISTINCT trim(coalesce(drugname, '')), trim(coalesce(prod_ai, '')), ingredient FROM faers.case_drug"
    ).fetchall():
        ingredients[drugname, prod_ai] |= {ingredient} - {None}
    duplicates = file.execute("SELECT caseid FROM faers.cases WHERE duplicate_of IS NOT NULL").fetchall()
    return count(read(shared / "real" / "faers_70k"), ingredients, {caseid for (caseid,) in duplicates})


def test_the_same_number_of_cases_counts(file: duckdb.DuckDBPyConnection, recount: Recount) -> None:
    assert file.execute("SELECT count(*) FROM faers.cases WHERE is_counted").fetchall() == [(recount.case_count,)]


def test_the_cells_of_fifty_pairs_are_those_of_the_zips(file: duckdb.DuckDBPyConnection, recount: Recount) -> None:
    pairs = file.execute(
        """
        SELECT ingredient, event_pt, a, b, c, d FROM signals.pair
        ORDER BY a >= 3 DESC, hash(ingredient || event_pt) LIMIT 50
        """
    ).fetchall()
    assert {(pair[0], pair[1]): recount.cells(pair[0], pair[1]) for pair in pairs} == {
        (ingredient, event): tuple(cells) for ingredient, event, *cells in pairs
    }
    assert len(pairs) == 50


@pytest.mark.parametrize(
    ("ingredient", "event"),
    [
        ("pramipexole", "Gambling disorder"),  # label of Mirapex, section 5
        ("natalizumab", "Progressive multifocal leukoencephalopathy"),  # boxed warning of Tysabri
        ("adalimumab", "Demyelination"),  # label of Humira, section 5.6
    ],
)
def test_a_known_truth_is_disproportionately_reported(
    file: duckdb.DuckDBPyConnection, ingredient: str, event: str
) -> None:
    found = file.execute(
        "SELECT is_evans, is_ror, is_ic FROM signals.pair WHERE ingredient = $1 AND event_pt = $2", [ingredient, event]
    ).fetchall()
    assert found == [(True, True, True)]


def test_at_least_97_percent_of_suspect_drug_rows_are_matched(file: duckdb.DuckDBPyConnection) -> None:
    ((share,),) = file.execute(
        "SELECT avg(CAST(match_rule != 'text' AS INTEGER)) FROM faers.case_drug WHERE role IN ('PS', 'SS')"
    ).fetchall()
    assert share >= 0.97


def test_no_quarter_of_these_samples_is_flagged_for_its_size(file: duckdb.DuckDBPyConnection) -> None:
    assert file.execute("SELECT quarter, table_name, flag FROM meta.row_count WHERE flag IS NOT NULL").fetchall() == []
