"""A table that Python makes is a function: what goes wrong is told, and what comes back is typed."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from signals.build import table as tables
from signals.build.execution import make
from signals.build.graph import Model, in_order, tables_read
from signals.build.table import Batches, Columns, Relation, table
from signals.tables import build_models


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A registry of the test's own."""
    mine: dict[str, Any] = {}
    monkeypatch.setattr(tables, "_registered", mine)
    return mine


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("CREATE SCHEMA given; CREATE SCHEMA made")
        opened.execute(
            "CREATE TABLE given.cell AS SELECT n::INTEGER AS n, 'drug ' || n AS drug FROM range(1, 4) AS r(n)"
        )
        yield opened


def made(connection: duckdb.DuckDBPyConnection, sql: str | None = None) -> list[tuple[Any, ...]]:
    """Make the only registered table, after its SELECT if it has one; its rows."""
    ((name, python),) = tables._registered.items()
    make(connection, python.model(Model(name, frozenset(tables_read(sql)), sql=sql) if sql else None))
    return connection.execute(f"FROM {name}").fetchall()


def types(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    return [row[1] for row in connection.execute(f"DESCRIBE {name}").fetchall()]


def test_what_a_table_reads_follows_from_its_selects(registered: dict[str, Any]) -> None:
    @table(
        "made.t", cells="FROM given.cell ORDER BY ALL", rates="SELECT * FROM given.rate JOIN given.drug USING (drug)"
    )
    def join(cells: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
        return cells.merge(rates)

    assert registered["made.t"].model().reads == {"given.cell", "given.rate", "given.drug"}


def test_a_read_of_what_nothing_makes_is_reported(registered: dict[str, Any]) -> None:
    @table("made.t", cells="FROM given.cel")
    def copy(cells: pd.DataFrame) -> pd.DataFrame:
        return cells

    with pytest.raises(ValueError, match=r"made\.t reads given\.cel, which nothing makes"):
        in_order([registered["made.t"].model()], input_tables={"given.cell"})


def test_a_parameter_without_a_select_is_refused() -> None:
    with pytest.raises(ValueError, match=r"made\.t: copy takes cells, which has no SELECT"):

        @table("made.t")
        def copy(cells: pd.DataFrame) -> pd.DataFrame:
            return cells


def test_a_select_without_a_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"made\.t: nothing does not take cells"):

        @table("made.t", cells="FROM given.cell")
        def nothing() -> Columns:
            return {}


def test_a_form_that_rows_do_not_come_in_is_refused() -> None:
    with pytest.raises(ValueError, match=r"made\.t: copy takes cells, which must be one of .*DataFrame"):

        @table("made.t", cells="FROM given.cell")
        def copy(cells: list[int]) -> Columns:
            return {"n": np.array(cells)}


def test_two_functions_for_one_table_are_refused() -> None:
    def nothing() -> Columns:
        return {}

    table("made.t")(nothing)
    with pytest.raises(ValueError, match=r"made\.t: nothing makes what nothing makes"):
        table("made.t")(nothing)


@pytest.mark.parametrize("form", [pd.DataFrame, pa.Table, Columns, Batches, Relation])
def test_rows_come_and_go_in_the_form_that_the_annotation_says(
    connection: duckdb.DuckDBPyConnection, form: Any
) -> None:
    def copy(cells: Any) -> Any:
        return cells

    copy.__annotations__["cells"] = form
    table("made.t", cells="FROM given.cell WHERE n > $least ORDER BY n", values={"least": 1})(copy)
    assert made(connection) == [(2, "drug 2"), (3, "drug 3")]


def test_rows_in_batches_are_appended_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    @table("made.t", cells="FROM given.cell ORDER BY n")
    def split(cells: pd.DataFrame) -> Iterator[pd.DataFrame]:
        yield cells[:1]
        yield cells[1:][["drug", "n"]]

    assert made(connection) == [(1, "drug 1"), (2, "drug 2"), (3, "drug 3")]


@pytest.mark.parametrize("as_rows", [pd.DataFrame, pa.table])
def test_nan_becomes_null(connection: duckdb.DuckDBPyConnection, as_rows: Callable[[object], Any]) -> None:
    @table("made.t")
    def undefined() -> Any:
        return as_rows({"ror": np.array([np.nan, 2.0]), "n": [1, 2]})

    assert made(connection) == [(None, 1), (2.0, 2)]


def test_a_text_column_is_text_where_nothing_in_it_is(connection: duckdb.DuckDBPyConnection) -> None:
    @table("made.t")
    def unexplained() -> pd.DataFrame:
        return pd.DataFrame({"n": [1], "reason": [None]})

    assert made(connection) == [(1, None)]
    assert types(connection, "made.t") == ["BIGINT", "VARCHAR"]


def test_an_empty_result_keeps_the_types_of_its_columns(connection: duckdb.DuckDBPyConnection) -> None:
    @table("made.t", cells="FROM given.cell WHERE n > 9")
    def copy(cells: pd.DataFrame) -> pd.DataFrame:
        return cells.assign(reason=pd.Series([], dtype=object))

    assert made(connection) == []
    assert types(connection, "made.t") == ["INTEGER", "VARCHAR", "VARCHAR"]


def test_declared_types_hold_also_where_nothing_is_returned(connection: duckdb.DuckDBPyConnection) -> None:
    @table("made.t", types="drug VARCHAR, quarters VARCHAR[], ror DOUBLE")
    def nothing() -> pd.DataFrame:
        return pd.DataFrame([])

    assert made(connection) == []
    assert types(connection, "made.t") == ["VARCHAR", "VARCHAR[]", "DOUBLE"]


def test_a_select_and_a_function_make_a_table_together(connection: duckdb.DuckDBPyConnection) -> None:
    @table("made.t")
    def double(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(twice=rows["n"] * 2.0)

    sql = "SELECT n::HUGEINT AS n, nullif(n, 2) AS other FROM given.cell"
    assert made(connection, sql) == [(1, 1, 2.0), (2, None, 4.0), (3, 3, 6.0)]
    assert types(connection, "made.t") == ["HUGEINT", "INTEGER", "DOUBLE"], "as the SELECT types them"


@pytest.mark.parametrize("has_select", [True, False])
def test_a_function_that_takes_no_rows_of_its_select_or_has_none_is_refused(
    registered: dict[str, Any], has_select: bool
) -> None:
    def without() -> Columns:
        return {}

    def with_rows(rows: pd.DataFrame) -> pd.DataFrame:
        return rows

    table("made.t")(without if has_select else with_rows)
    with pytest.raises(ValueError, match=r"made\.t has (a|no) file under sql/.*`rows`"):
        registered["made.t"].model(Model("made.t", frozenset(), sql="SELECT 1") if has_select else None)


def test_all_tables_are_listed_with_what_they_read_without_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the project's own registry
    reads = {model.name: model.reads for model in build_models()}
    assert reads["totals.pair_q"] == {"totals.pair", "totals.ingredient", "totals.event", "totals.stratum"}
    assert {"evidence.study", "evidence.study_weight"} <= reads["evidence.animal_posterior"]
