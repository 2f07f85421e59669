"""The queries section measures the example questions and says where the slowest spends its time."""

from pathlib import Path

import pytest

from bench import example_queries
from bench.lab import Lab
from bench.measure import Measured
from signals.build.graph import SQL_FOLDER
from tests.publications import Publication

EXAMPLES = {path.stem: path.read_text(encoding="utf-8") for path in (SQL_FOLDER / "examples").glob("*.sql")}


def test_at_least_ten_queries_are_measured_and_the_slowest_is_explained(
    small_publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = dict.fromkeys(EXAMPLES, 0.1) | {"by_age_band": 1.5}

    def measured(what: str, **arguments: str) -> Measured:
        if what == "bench.example_queries:explain":
            return Measured(1.0, 1.0, 1, example_queries.explain(**arguments))
        (name,) = [name for name in EXAMPLES if EXAMPLES[name] == arguments["sql"]]
        return Measured(9.0, 9.0, 1, {"seconds": seconds[name], "rows": 1})

    monkeypatch.setattr(example_queries, "measure", measured)
    (tmp_path / "growth").symlink_to(small_publication.home)
    lines = list(example_queries.section(Lab(tmp_path, quarters=7, reports=500, growth=(7,))).lines())
    assert len(EXAMPLES) >= 10
    assert all(any(name in line for line in lines) for name in EXAMPLES)
    assert ["by_age_band" in line for line in lines if "MISSED" in line] == [True]
    assert any(line.strip().startswith("Slowest: by_age_band") for line in lines)
    assert sum(" s in " in line and line.endswith("rows out") for line in lines) == example_queries.SHOWN_OPERATORS


def test_a_query_is_timed_with_its_opening_and_all_its_rows(small_publication: Publication) -> None:
    took = example_queries.answer(str(small_publication.home), "SELECT unnest(range(1234))")
    assert took["rows"] == 1234
    assert took["seconds"] > 0
