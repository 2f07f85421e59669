"""The build runs each SELECT after everything that it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.build.graph import Model, in_order, tables_read


def model(name: str, *reads: str) -> Model:
    return Model(name, frozenset(reads), sql="")


def test_a_table_is_built_after_what_it_reads() -> None:
    models = [
        model("signals.pair", "totals.pair"),
        model("totals.pair", "faers.cases"),
        model("faers.cases", "lake.demo"),
    ]
    assert [m.name for m in in_order(models, input_tables={"lake.demo"})] == [
        "faers.cases",
        "totals.pair",
        "signals.pair",
    ]


@given(st.permutations(list(range(7))))
def test_the_order_does_not_depend_on_how_the_files_are_listed(order: list[int]) -> None:
    models = [model(f"counts.t{i}", *(f"counts.t{j}" for j in range(7) if j < i and (i + j) % 2)) for i in range(7)]
    expected = [m.name for m in in_order(models, input_tables=())]
    assert [m.name for m in in_order([models[i] for i in order], input_tables=())] == expected


def test_a_read_that_nothing_makes_is_named() -> None:
    with pytest.raises(ValueError, match=r"signals\.pair reads counts\.nowhere, which nothing makes"):
        in_order([model("signals.pair", "counts.nowhere")], input_tables=())


def test_models_that_read_each_other_are_named_as_a_circle() -> None:
    with pytest.raises(ValueError, match="in a circle"):
        in_order([model("counts.a", "counts.b"), model("counts.b", "counts.a")], input_tables=())


def test_reads_are_the_tables_of_a_select_and_not_its_own_ctes() -> None:
    sql = """
        WITH cases AS (SELECT * FROM faers.cases)
        SELECT * FROM cases WHERE caseid IN (SELECT caseid FROM faers.suspect) UNION ALL FROM staging.report
    """
    assert tables_read(sql) == ("faers.cases", "faers.suspect", "staging.report")


def test_what_is_not_one_select_is_refused() -> None:
    with pytest.raises(ValueError, match="not one SELECT"):
        tables_read("DROP TABLE faers.cases")
