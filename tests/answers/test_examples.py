"""Every example of sql/examples answers its question on a published SYNTHETIC world."""

from pathlib import Path

import pytest

from signals.answers.select_statement import one_reading_statement
from signals.build.graph import SQL_FOLDER
from signals.build.pair_history import open_with_history
from signals.database import open_read_only
from tests.publications import Publication

EXAMPLES = sorted((SQL_FOLDER / "examples").glob("*.sql"))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_asks_a_question_and_answers_it(small_publication: Publication, path: Path) -> None:
    sql = path.read_text(encoding="utf-8")
    title = sql.splitlines()[0]
    assert title.startswith("-- ")
    assert title.endswith("?")
    with open_with_history(small_publication.path) as connection:
        statement = one_reading_statement(connection, sql)  # as `nibwatch sql - < FILE` runs it
        rows = connection.execute(statement.sql).fetchall()
    assert rows
    assert any(value is not None for value in rows[0])


def test_there_are_at_least_a_dozen_examples() -> None:
    assert len(EXAMPLES) >= 12


def test_leaving_out_the_largest_sender_leaves_fewer_cases(small_publication: Publication) -> None:
    sql = (SQL_FOLDER / "examples" / "leaving_out_one_sender.sql").read_text(encoding="utf-8")
    with open_read_only(small_publication.path) as connection:
        whole, left = connection.execute(sql).fetchall()
        total = connection.execute("SELECT count(*) FROM faers.cases WHERE is_counted").fetchall()[0][0]
    assert sum(whole[1:5]) == total
    assert left[1] < whole[1]
    assert sum(left[1:5]) < total


def test_the_trend_ends_at_the_table_of_today(small_publication: Publication) -> None:
    sql = (SQL_FOLDER / "examples" / "trend_over_time.sql").read_text(encoding="utf-8")
    with open_read_only(small_publication.path) as connection:
        last = connection.execute(sql).fetchall()[-1]
        today = connection.execute("SELECT a, b, c, d FROM two_by_two('imatinib', 'Optic neuritis')").fetchall()[0]
    assert last[1:5] == today
