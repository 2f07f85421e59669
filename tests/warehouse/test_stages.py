"""A build goes by turns through stages for all quarters and stages by quarter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.warehouse.build import build_models
from signals.warehouse.models import Model
from signals.warehouse.stages import decisions_for_quarters, in_stages


def whole(name: str, *reads: str) -> Model:
    return Model(name, frozenset(reads), sql="")


def part(name: str, *reads: str, is_view: bool = False) -> Model:
    return Model(name, frozenset(reads), sql="", is_view=is_view, is_by_quarter=True)


MODELS = [
    part("staging.report", "lake.demo"),
    whole("staging.latest", "staging.report"),
    part("staging.case", "staging.latest", "lake.demo"),
    whole("faers.cases", "staging.case"),
    whole("meta.report_count", "staging.report"),
]


def test_what_a_quarter_decides_nothing_of_comes_after_the_decision_and_what_none_waits_for_comes_last() -> (
    None
):
    stages = in_stages(MODELS, given={"lake.demo"})
    assert [(stage.number, [model.name for model in stage.models]) for stage in stages] == [
        (0, []),
        (1, ["staging.report"]),
        (2, ["staging.latest"]),
        (3, ["staging.case"]),
        (4, ["meta.report_count", "faers.cases"]),
    ]
    assert [stage.is_by_quarter for stage in stages] == [False, True, False, True, False]


@given(st.permutations(MODELS))
def test_the_stages_do_not_depend_on_how_the_files_are_listed(models: list[Model]) -> None:
    assert in_stages(models, given={"lake.demo"}) == in_stages(MODELS, given={"lake.demo"})


def test_only_what_a_quarter_reads_of_all_quarters_is_handed_to_it() -> None:
    assert decisions_for_quarters(in_stages(MODELS, given={"lake.demo"})) == {"staging.latest"}


def test_a_view_of_a_quarter_cannot_be_read_for_all_quarters() -> None:
    models = [part("staging.demo", "lake.demo", is_view=True), whole("faers.cases", "staging.demo")]
    with pytest.raises(ValueError, match=r"faers\.cases is made for all quarters and reads staging\.demo"):
        in_stages(models, given={"lake.demo"})


def test_the_build_decides_on_narrow_tables_and_reads_the_lake_by_quarter_only(tmp_path: object) -> None:
    models = build_models(tmp_path / "none")  # type: ignore[operator]
    made = {name for model in models for name in (model.name, *model.also_makes)}
    stages = in_stages(models, {name for model in models for name in model.reads} - made)
    assert [stage.number for stage in stages if stage.is_by_quarter and stage.models] == [1, 3, 5]
    of_lake = {
        name
        for stage in stages
        if not stage.is_by_quarter
        for model in stage.models
        for name in model.reads
        if name.startswith("lake.")
    }
    assert of_lake == {"lake.deleted_case", "lake.load", "lake.rejected_line"}
