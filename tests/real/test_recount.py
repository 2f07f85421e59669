"""69,613 real reports: cells counted again by other code, and known truths."""

import duckdb
import pytest

from tests.real.recount import Recount

pytestmark = pytest.mark.timeout(1800)


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


@pytest.mark.parametrize(("code", "least"), [("unii", 0.95), ("rxcui", 0.93), ("atc", 0.88)])
def test_nearly_all_suspects_of_counted_cases_have_a_code(
    file: duckdb.DuckDBPyConnection, code: str, least: float
) -> None:
    ((share,),) = file.execute(
        f"SELECT count({code}) / count(*) FROM faers.suspect INNER JOIN faers.ingredient USING (ingredient)"
    ).fetchall()
    assert share >= least


def test_no_quarter_of_these_samples_is_flagged_for_its_size(file: duckdb.DuckDBPyConnection) -> None:
    assert file.execute("SELECT quarter, table_name, flag FROM meta.row_count WHERE flag IS NOT NULL").fetchall() == []
