"""Tables flow one way: each reads tables of its own schema and of those that stand before it in sql/build.toml."""

from collections.abc import Iterable, Sequence

import pytest

from signals.build.graph import Model, sql_models
from signals.declaration import SQL_FOLDER, read_declaration
from signals.tables import build_models

LOADERS_ACCOUNT = {"lake.load", "lake.rejected_line"}
"""What every loader of every source writes about itself."""


@pytest.fixture(scope="module")
def models() -> list[Model]:
    return build_models()


def backward_reads(models: Iterable[Model], schemas: Sequence[str]) -> list[str]:
    """Every read of a schema that comes after the reading table's own in ``schemas``, in words."""
    place = {schema: number for number, schema in enumerate(schemas)}
    return [
        f"{model.name} reads {read}"
        for model in models
        for read in sorted(model.reads)
        if place[read.split(".")[0]] > place[model.schema]
    ]


def test_reads_are_backward_where_a_schema_comes_after_the_readers_own() -> None:
    cases = Model("cases.cases", frozenset({"cases.event", "lake.load", "watch.cells"}))
    cells = Model("watch.cells", frozenset({"cases.cases"}))
    assert backward_reads([cases, cells], ["lake", "cases", "watch"]) == ["cases.cases reads watch.cells"]


def test_no_table_reads_one_of_a_later_schema(models: list[Model]) -> None:
    assert backward_reads(models, [schema.name for schema in read_declaration().schemas]) == []


def test_only_a_source_reads_the_lake_but_for_the_account_of_its_loading(models: list[Model]) -> None:
    reads = {
        model.name: sorted(lake)
        for model in models
        if model.schema != "staging"
        and (lake := {name for name in model.reads if name.startswith("lake.")} - LOADERS_ACCOUNT)
    }
    assert reads == {}


def test_a_source_reads_only_the_lake_reference_tables_and_its_own() -> None:
    for path in sorted((SQL_FOLDER / "sources").iterdir()):
        staging = [model for model in sql_models(source=path.name) if model.schema == "staging"]
        assert {name.split(".")[0] for model in staging for name in model.reads} <= {"lake", "reference", "staging"}
