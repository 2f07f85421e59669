"""The build runs each SELECT after everything that it reads."""

from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.build.graph import Model, in_order, sql_models, tables_read


def model(name: str, *reads: str) -> Model:
    return Model(name, frozenset(reads), sql="")


def test_a_table_is_built_after_what_it_reads() -> None:
    models = [
        model("signals.pair", "totals.pair"),
        model("totals.pair", "faers.cases"),
        model("faers.cases", "lake.demo"),
    ]
    assert [m.name for m in in_order(models, given={"lake.demo"})] == ["faers.cases", "totals.pair", "signals.pair"]


@given(st.permutations(list(range(7))))
def test_the_order_does_not_depend_on_how_the_files_are_listed(order: list[int]) -> None:
    models = [model(f"counts.t{i}", *(f"counts.t{j}" for j in range(7) if j < i and (i + j) % 2)) for i in range(7)]
    expected = [m.name for m in in_order(models, given=())]
    assert [m.name for m in in_order([models[i] for i in order], given=())] == expected


def test_a_read_that_nothing_makes_is_named() -> None:
    with pytest.raises(ValueError, match=r"signals\.pair reads counts\.nowhere, which nothing makes"):
        in_order([model("signals.pair", "counts.nowhere")], given=())


def test_models_that_read_each_other_are_named_as_a_circle() -> None:
    with pytest.raises(ValueError, match="in a circle"):
        in_order([model("counts.a", "counts.b"), model("counts.b", "counts.a")], given=())


def test_reads_are_the_tables_of_a_select_and_not_its_own_ctes() -> None:
    sql = """
        WITH cases AS (SELECT * FROM faers.cases)
        SELECT * FROM cases WHERE caseid IN (SELECT caseid FROM faers.suspect) UNION ALL FROM staging.report
    """
    assert tables_read(sql) == ("faers.cases", "faers.suspect", "staging.report")


def test_what_is_not_one_select_is_refused() -> None:
    with pytest.raises(ValueError, match="not one SELECT"):
        tables_read("DROP TABLE faers.cases")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "counts").mkdir()
    return tmp_path


def test_the_head_says_whether_a_table_is_made_by_quarter_or_by_slice(folder: Path) -> None:
    for name, made_as in {
        "a": "table",
        "b": "view",
        "c": "table, by quarter",
        "d": "view, by quarter",
        "e": "table, by slice of caseid",
    }.items():
        (folder / "counts" / f"{name}.sql").write_text(f"-- A\n-- Made as: {made_as}\nSELECT 1")
    (folder / "counts" / "f.sql").write_text("-- A\nSELECT 1")
    assert [(m.is_view, m.is_by_quarter, m.slice_by) for m in sql_models(folder)] == [
        (False, False, None),
        (True, False, None),
        (False, True, None),
        (True, True, None),
        (False, False, "caseid"),
        (False, False, None),
    ]


@pytest.mark.parametrize(
    "made_as", ["view, by slice of caseid", "table, by quater", "by quarter", "table, by slice", "tables"]
)
def test_a_head_that_says_anything_else_is_refused(folder: Path, made_as: str) -> None:
    (folder / "counts" / "pair.sql").write_text(f"-- A\n-- Made as: {made_as}\nSELECT 1")
    with pytest.raises(ValueError, match=rf"sql model counts\.pair says `-- Made as: {made_as}`; expected"):
        sql_models(folder)


def test_every_model_file_says_what_it_reads_in_its_head() -> None:
    for found in sql_models():
        assert found.sql is not None
        head = "".join(takewhile(lambda line: line.startswith("--"), found.sql.splitlines(keepends=True)))
        missing = [name for name in sorted(found.reads) if name not in head]
        assert not missing, f"{found.name} reads {missing}, which its head does not name"
