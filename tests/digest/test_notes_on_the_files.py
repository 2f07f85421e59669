"""What the digest remarks on files: a quarter whose rows are not those known, or one remark for many of them."""

import duckdb
import pytest

from signals.digest.queries import digest_query

KNOWN = 400_000
FEWER = "{} reports, where FDA's own files have {}"


def notes(*rows: tuple[str, str, int, int | None, str | None, str | None]) -> list[tuple[str, str, str]]:
    """The remarks on files given as quarter, table, rows loaded, rows known, note and flag."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("CREATE SCHEMA meta")
        connection.execute(
            "CREATE TABLE meta.load (quarter TEXT, table_name TEXT, rows_loaded BIGINT, rows_known BIGINT, note TEXT, flag TEXT)"
        )
        connection.executemany("INSERT INTO meta.load VALUES (?, ?, ?, ?, ?, ?)", rows)
        return connection.execute(
            digest_query("notes on the files"), {"publisher": "FDA", "report_table": "DEMO"}
        ).fetchall()


def extracts(count: int) -> list[tuple[str, str, int, int | None, str | None, str | None]]:
    """Quarters with 100 reports of those known, in two files each."""
    return [
        (f"2020Q{quarter}", table, rows, known, None, None)
        for quarter in range(1, count + 1)
        for table, rows, known in (("DEMO", 100, KNOWN), ("DRUG", 300, None))
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_up_to_three_quarters_that_differ_have_a_remark_each(count: int) -> None:
    expected = [(f"2020Q{n}", "as loaded", FEWER.format("100", "400,000")) for n in range(count, 0, -1)]
    assert notes(*extracts(count)) == expected


def test_more_quarters_that_differ_have_one_remark_with_their_sums() -> None:
    # 4 times 100 of 400,000
    assert notes(*extracts(4)) == [("4 quarters", "as loaded", FEWER.format("400", "1,600,000"))]


def test_the_sums_are_of_the_tables_that_differ_in_the_quarters_that_do() -> None:
    sound = [("2021Q1", "DEMO", KNOWN - 4_000, KNOWN, None, None)]  # 1% less: as published
    drug = [("2020Q2", "DRUG", 5, 70, None, None)]
    two_tables = [row for row in extracts(4) if row[:2] != ("2020Q2", "DRUG")] + drug
    assert notes(*two_tables, *sound) == [
        ("4 quarters", "as loaded", f"{FEWER.format('400', '1,600,000')}; 1 more table has another number of rows, too")
    ]


def test_a_table_that_differs_alone_is_named() -> None:
    found = notes(("2020Q2", "DEMO", KNOWN, KNOWN, None, None), ("2020Q2", "DRUG", 5, 70, None, None))
    assert found == [("2020Q2", "as loaded", "5 rows of DRUG, where FDA's own files have 70")]


def test_flags_come_before_counts_that_differ_and_notes_after_them() -> None:
    flagged = ("2012Q1", "REAC", 5, None, "a note", "no row at all")
    found = [note for _, _, note in notes(flagged, *extracts(1))]
    assert found == ["flagged: no row at all", FEWER.format("100", "400,000"), "a note"]
