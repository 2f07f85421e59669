"""How much memory DuckDB may use."""

import pytest

from signals.settings import Settings


@pytest.mark.parametrize(
    ("rows", "limit"), [(0, "1000MB"), (16_800_000, "1084MB"), (260_000_000, "2300MB")]
)  # 4 x 400,000 SYNTHETIC reports; all of FAERS
def test_a_build_takes_more_memory_the_more_rows_are_loaded(rows: int, limit: str) -> None:
    assert Settings().build_memory(rows) == limit


def test_a_limit_that_is_set_goes_for_builds_and_queries() -> None:
    assert Settings(memory_limit="900 MiB").build_memory(260_000_000) == "900 MiB"
    assert Settings(memory_limit="900 MiB").reader_memory == "900 MiB"
