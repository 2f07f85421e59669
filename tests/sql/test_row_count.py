"""Which quarters are flagged for the number of their rows (docs/methods.md, Flagged quarters)."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.sql.select import Row, rows_of

KNOWN = Path(__file__).parents[2] / "data" / "reference" / "faers_quarters.csv"
TABLES = ("demo", "drug", "reac", "outc", "indi", "ther")
LOAD = (
    "lake.load",
    """
    quarter VARCHAR, table_name VARCHAR, lines BIGINT, rows_loaded BIGINT, rows_rejected BIGINT, missing_columns VARCHAR
    , is_synthetic BOOLEAN DEFAULT FALSE
    """,
)
SOURCE_TABLE = (
    "staging.source_table",
    "table_name VARCHAR, file_name VARCHAR, holds_reports BOOLEAN, is_needed BOOLEAN, is_sized BOOLEAN",
)
KNOWN_COUNT = ("staging.known_count", "quarter VARCHAR, table_name VARCHAR, known_count BIGINT")
NOTHING: Mapping[tuple[str, str], Sequence[Row]] = {
    ("staging.filled_value", "quarter VARCHAR, table_name VARCHAR, column_name VARCHAR, filled_count BIGINT"): [],
    ("staging.report_without_rows", "quarter VARCHAR, table_name VARCHAR, report_count BIGINT, all_count BIGINT"): [],
    ("meta.orphan_row", "quarter VARCHAR, table_name VARCHAR, row_count BIGINT"): [],
}


def flags(counts: Mapping[str, int], known: Mapping[str, int] | None = None) -> dict[str, str]:
    """The flags of quarters with so many rows in one table, by quarter."""
    rows = rows_of(
        "meta.row_count",
        {
            LOAD: [
                {"quarter": quarter, "table_name": "DEMO", "lines": count, "rows_loaded": count, "rows_rejected": 0}
                for quarter, count in counts.items()
            ],
            SOURCE_TABLE: [
                {
                    "table_name": "DEMO",
                    "file_name": "DEMO file",
                    "holds_reports": True,
                    "is_needed": True,
                    "is_sized": True,
                }
            ],
            KNOWN_COUNT: [
                {"quarter": quarter, "table_name": "DEMO", "known_count": count}
                for quarter, count in (known or {}).items()
            ],
            **NOTHING,
        },
    )
    return {row["quarter"]: row["flag"] for row in rows if row["flag"]}


def quarters(*counts: int, first_year: int = 2019) -> dict[str, int]:
    """Counts of quarters one after another."""
    return {f"{first_year + place // 4}Q{place % 4 + 1}": count for place, count in enumerate(counts)}


def test_a_short_quarter_among_even_ones_is_flagged() -> None:
    assert flags(quarters(60, 61, 62, 9, 58, 60)) == {
        "2019Q4": "9 rows, where 60 are typical of the quarters around it"
    }


def test_two_short_quarters_in_two_years_are_both_flagged() -> None:
    assert set(flags(quarters(900, 950, 90, 980, 90, 910, 930, 940))) == {"2019Q3", "2020Q1"}


def test_uneven_samples_are_not_compared() -> None:
    """The sizes of the samples of 2018Q3 to 2021Q3 in ../shared/real/faers_70k (README there)."""
    sizes = quarters(1809, 2962, 1993, 1273, 114, 123, 129, 148, 1040, 140, 87, 80, 4387)
    assert flags(sizes, dict.fromkeys(sizes, 450_000)) == {}


def test_a_long_quarter_is_flagged_only_where_the_original_is_not_known_to_be_longer() -> None:
    sizes = quarters(60, 61, 62, 200, 58, 60)
    assert set(flags(sizes)) == set(flags(sizes, {"2019Q4": 150})) == {"2019Q4"}
    assert flags(sizes, {"2019Q4": 150_000}) == {}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("quarter", ["2008Q3", "2018Q2", "2026Q2"])
def test_three_quarters_of_a_real_table_lost_are_flagged_and_nothing_else_is(table: str, quarter: str) -> None:
    with KNOWN.open(newline="") as file:
        known = {row["quarter"]: int(row[table]) for row in csv.DictReader(file)}
    assert flags(known, known) == flags(known) == {}
    assert set(flags(known | {quarter: known[quarter] // 4}, known)) == {quarter}
