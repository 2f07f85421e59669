"""The world as large as FAERS has FDA's quarters, or a share of each."""

from pathlib import Path

import pytest

from bench import full_size
from bench.full_size import quarter_sizes, sections
from signals.demo import make_world
from signals.demo.world import SMALLEST_QUARTER
from tests.publications import FEW_DRUGS


def test_its_quarters_have_the_reports_that_fdas_have() -> None:
    sizes = quarter_sizes()
    assert (len(sizes), sizes["2004Q1"], sizes["2026Q2"]) == (90, 65_902, 422_459)  # neksa/openfda-faers, rows of DEMO
    assert sum(sizes.values()) == 24_812_425  # edanmn/faers-ddi-rhabdomyolysis: reports of all 90 quarters


def test_a_share_takes_it_of_every_quarter_down_to_the_smallest_that_can_be_made() -> None:
    sizes = quarter_sizes(0.001)
    assert (sizes["2026Q2"], sizes["2004Q1"]) == (422, SMALLEST_QUARTER)


def test_a_world_may_have_quarters_of_different_sizes(tmp_path: Path) -> None:
    world = make_world(tmp_path, quarters=["2022Q1", "2022Q2"], reports_per_quarter={"2022Q1": 300, "2022Q2": 900})
    assert [world.rows[quarter]["DEMO"] for quarter in ("2022Q1", "2022Q2")] == pytest.approx([300, 900], rel=0.1)


def test_every_quarter_of_a_world_has_to_be_of_a_size_that_can_be_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"found 100 in 2022Q2"):
        make_world(tmp_path, quarters=["2022Q1", "2022Q2"], reports_per_quarter={"2022Q1": 300, "2022Q2": 100})


def test_two_quarters_are_made_published_and_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_WATCHLIST", FEW_DRUGS)
    monkeypatch.setattr(full_size, "examples", lambda: {"cases": "SELECT count(*) FROM faers.cases"})
    titles = [section.title for section in sections(tmp_path, {"2023Q3": 300, "2023Q4": 300})]
    assert titles == ["World", "Zips to a published file", "Questions of sql/examples, cold"]
