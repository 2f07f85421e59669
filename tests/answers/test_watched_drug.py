"""`nibwatch watch DRUG` shows what the published file holds of a drug."""

from pathlib import Path

import duckdb

from signals.answers.watch import whole_drug
from tests.publications import Publication


def test_the_trend_of_a_drug_is_shown_where_no_sequential_test_was_made(
    small_publication: Publication, tmp_path: Path
) -> None:
    published = small_publication.copied_to(tmp_path / "home").path
    with duckdb.connect(str(published)) as connection:
        connection.execute("DELETE FROM signals.watch_sequential")
        sql = "SELECT max(quarter) FROM signals.watch_trend WHERE drug = 'imatinib' AND drug_kind = 'ingredient'"
        last = connection.execute(sql).fetchall()[0][0]
    (trend,) = [part for part in whole_drug(published, "imatinib").text.split("\n\n") if " OVER TIME" in part]
    assert trend.count("\n20") > 1
    assert last.startswith("20")
