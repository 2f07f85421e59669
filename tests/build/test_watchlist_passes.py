"""Which tables are made for each watchlist, and in which order."""

import pytest

from signals.build.graph import Model
from signals.build.watchlist_passes import Passes, in_passes
from signals.tables import build_models

GIVEN = {"lake.drug", "watchlist.drug"}


def model(name: str, *reads: str, is_by_quarter: bool = False) -> Model:
    return Model(name, frozenset(reads), sql="", is_by_quarter=is_by_quarter)


def names(passes: Passes) -> list[list[str]]:
    return [[model.name for model in one] for one in (passes.before, passes.of_watchlist, passes.after)]


def test_what_reads_the_watchlist_is_made_for_each_and_what_reads_that_too() -> None:
    models = [
        model("faers.cases", "lake.drug"),
        model("watch.cells", "faers.cases", "watchlist.drug"),
        model("signals.watch", "watch.cells"),
        model("signals.pair", "faers.cases"),
    ]
    assert names(in_passes(models, GIVEN)) == [["faers.cases", "signals.pair"], ["watch.cells", "signals.watch"], []]


def test_a_table_declared_for_all_watchlists_is_made_once_before_or_after_what_it_reads() -> None:
    models = [
        model("faers.event", "watchlist.drug"),
        model("signals.watch", "faers.event", "watchlist.drug"),
        model("history.watch", "signals.watch"),
    ]
    assert names(in_passes(models, GIVEN)) == [["faers.event"], ["signals.watch"], ["history.watch"]]


def test_a_table_by_quarter_is_made_once_for_all_watchlists() -> None:
    models = [model("watch.routed_list", "lake.drug", "watchlist.drug", is_by_quarter=True)]
    assert names(in_passes(models, GIVEN))[0] == ["watch.routed_list"]


def test_a_table_by_quarter_cannot_read_what_is_made_for_each_watchlist() -> None:
    models = [model("watch.cells", "watchlist.drug"), model("watch.part", "watch.cells", is_by_quarter=True)]
    with pytest.raises(ValueError, match=r"watch\.part is made in parts and reads what is made for each watchlist"):
        in_passes(models, GIVEN)


def test_no_case_count_or_pair_of_all_reports_is_made_more_than_once() -> None:
    inputs = {name for model in build_models() for name in model.reads} - {model.name for model in build_models()}
    repeated = {model.schema for model in in_passes(build_models(), inputs).of_watchlist}
    assert repeated == {"watch", "signals", "evidence", "meta"}
    assert "signals.pair" not in {model.name for model in in_passes(build_models(), inputs).of_watchlist}
