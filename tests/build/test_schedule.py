"""A build goes by turns through stages for all quarters and stages by quarter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.build.graph import Model
from signals.build.schedule import Stage, decisions_for_quarters, decisions_for_slices, in_stages
from signals.tables import build_models


def whole(name: str, *reads: str) -> Model:
    return Model(name, frozenset(reads), sql="")


def part(name: str, *reads: str, is_view: bool = False) -> Model:
    return Model(name, frozenset(reads), sql="", is_view=is_view, is_by_quarter=True)


def sliced(name: str, *reads: str) -> Model:
    return Model(name, frozenset(reads), sql="", slice_by="caseid")


MODELS = [
    part("latest.version_key", "lake.demo"),
    whole("staging.latest", "latest.version_key"),
    part("staging.case", "staging.latest", "lake.demo"),
    whole("faers.cases", "staging.case"),
    whole("meta.report_count", "latest.version_key"),
]


def test_stages_alternate_between_tables_for_all_quarters_and_for_each_quarter() -> None:
    stages = in_stages(MODELS, input_tables={"lake.demo"})
    assert [(stage.number, [model.name for model in stage.models]) for stage in stages] == [
        (0, []),
        (1, ["latest.version_key"]),
        (2, ["staging.latest"]),
        (3, ["staging.case"]),
        (4, ["meta.report_count", "faers.cases"]),
    ]
    assert [stage.is_by_quarter for stage in stages] == [False, True, False, True, False]


@given(st.permutations(MODELS))
def test_the_stages_do_not_depend_on_how_the_files_are_listed(models: list[Model]) -> None:
    assert in_stages(models, input_tables={"lake.demo"}) == in_stages(MODELS, input_tables={"lake.demo"})


def test_only_what_a_quarter_reads_of_all_quarters_is_handed_to_it() -> None:
    assert decisions_for_quarters(in_stages(MODELS, input_tables={"lake.demo"})) == {"staging.latest"}


SLICED = [
    part("latest.version_key", "lake.demo"),
    whole("staging.deleted", "lake.deleted_case"),
    sliced("staging.latest", "latest.version_key", "staging.deleted"),
    sliced("staging.kept", "staging.latest", "reference.rule"),
    sliced("totals.link", "staging.latest"),
    whole("totals.group", "totals.link"),
    part("staging.case", "staging.kept", "totals.group", "lake.demo"),
]


def test_a_sliced_table_is_made_for_all_quarters_beside_those_it_needs_nothing_of() -> None:
    stages = in_stages(SLICED, input_tables={"lake.demo", "lake.deleted_case", "reference.rule"})
    assert [(stage.number, [[model.name for model in batch] for batch in stage.batches]) for stage in stages] == [
        (0, [["staging.deleted"]]),
        (1, [["latest.version_key"]]),
        (2, [["staging.latest"], ["staging.kept", "totals.link"], ["totals.group"]]),
        (3, [["staging.case"]]),
    ]


def test_sliced_tables_are_batched_unless_one_reads_what_stands_between() -> None:
    first, between = sliced("totals.a", "run.x"), whole("totals.b", "run.x")
    independent, waiting = sliced("totals.c", "run.x"), sliced("totals.d", "totals.b")
    assert Stage(0, (first, between, independent, waiting)).batches == [(first, independent), (between,), (waiting,)]


def test_only_what_is_decided_in_one_place_is_handed_to_slices() -> None:
    stages = in_stages(SLICED, input_tables={"lake.demo", "lake.deleted_case", "reference.rule"})
    assert decisions_for_slices(stages) == {"staging.deleted", "reference.rule"}
    assert decisions_for_quarters(stages) == {"staging.kept", "totals.group"}


def test_latest_versions_links_between_duplicates_and_pairs_are_made_by_slice_in_the_build() -> None:
    assert {model.name for model in build_models() if model.slice_by} == {
        "latest.report",
        "latest.kept_report",
        "duplicates.likeness_link",
        "duplicates.number_link",
        "duplicates.shared_report",
        "linkage.candidate",
        "linkage.comparison",
        "totals.pair",
        "totals.shrunk_pair",
    }


def test_a_view_of_a_quarter_cannot_be_read_for_all_quarters() -> None:
    models = [part("staging.report", "lake.demo", is_view=True), whole("faers.cases", "staging.report")]
    with pytest.raises(ValueError, match=r"faers\.cases is made for all quarters and reads staging\.report"):
        in_stages(models, input_tables={"lake.demo"})


def test_the_build_decides_on_narrow_tables_and_reads_the_lake_by_quarter_only() -> None:
    models = build_models()
    made = {model.name for model in models}
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
