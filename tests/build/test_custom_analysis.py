"""An analysis is added by the watchlist alone: it is counted, shown and judged like any other."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from signals.database import open_read_only
from signals.vocabulary.watchlist import WATCHLIST_FOLDER
from tests.publications import Publication, publish
from tests.session_cache import made_once

OWN = """
[lists.companions]
words = "reports that name a companion"
ingredients = ["methotrexate", "prednisone"]
[lists.nothing]
words = "nothing"
[[analyses]]
name = "no_companions"
words = "without reports that name a companion"
leave_out = ["companions"]
[[analyses]]
name = "no_nothing"
words = "without nothing"
leave_out = ["nothing"]
"""


@pytest.fixture(scope="module")
def published(
    small_publication: Publication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small world published again with two more analyses in its watchlist, and no other change."""

    def make(folder: Path) -> Publication:
        watchlist = folder / "mine.toml"
        watchlist.write_text((WATCHLIST_FOLDER / "tki_demyelination.toml").read_text() + OWN)
        home = small_publication.copied_to(folder / "home")
        assert publish(home.home, str(watchlist))
        return home

    with open_read_only(made_once(tmp_path_factory, "own-analysis", make).path) as connection:
        yield connection


def test_its_cells_are_the_cases_without_the_list(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        """
        WITH kept AS (
            SELECT caseid FROM faers.cases WHERE is_counted
            EXCEPT
            SELECT caseid FROM faers.case_drug WHERE ingredient IN ('methotrexate', 'prednisone')
        )
        SELECT watch.drug, watch.a + watch.b, count(suspect.caseid), watch.case_count, (SELECT count(*) FROM kept)
        FROM signals.watch AS watch
        LEFT JOIN (FROM faers.suspect SEMI JOIN kept USING (caseid)) AS suspect ON watch.drug = suspect.ingredient
        WHERE watch.analysis = 'no_companions' AND watch.event = 'Demyelination' AND watch.drug_kind = 'ingredient'
        GROUP BY ALL
        """
    ).fetchall()
    assert sum(drug_cases for _, drug_cases, *_ in rows) > 100
    for drug, drug_cases, counted_again, case_count, kept in rows:
        assert (drug_cases, case_count) == (counted_again, kept), drug


def test_it_says_what_it_leaves_out_and_stands_among_those_a_result_can_hold_in(
    published: duckdb.DuckDBPyConnection,
) -> None:
    assert published.execute(
        "SELECT DISTINCT leaves_out FROM signals.watch WHERE analysis = 'no_companions'"
    ).fetchall() == [("reports that name a companion",)]
    with_it, all_rows = published.execute(
        """
        SELECT count_if(list_contains(holds_in, 'no_companions')), count_if(list_contains(holds_in, 'primary'))
        FROM signals.watch_summary
        """
    ).fetchall()[0]
    assert 0 < with_it <= 2 * all_rows
    assert published.execute(
        "SELECT count(*) > 0 FROM signals.watch_case WHERE list_contains(analyses, 'no_companions')"
    ).fetchall() == [(True,)]


def test_an_analysis_whose_lists_are_empty_is_not_made_and_counts_nowhere(published: duckdb.DuckDBPyConnection) -> None:
    reason = "the watchlist lists nothing to leave out"
    assert published.execute(
        "SELECT DISTINCT reason, case_count, a + b + c + d FROM signals.watch WHERE analysis = 'no_nothing'"
    ).fetchall() == [(reason, 0, 0)]
    assert published.execute(
        "SELECT reason, made_count FROM signals.watch_analysis WHERE analysis = 'no_nothing'"
    ).fetchall() == [(reason, 0)]
    assert published.execute(
        """
        SELECT count(*) FROM signals.watch_summary
        WHERE list_contains(holds_in || vanishes_in || appears_in || too_few_in || inconclusive_in, 'no_nothing')
            OR NOT list_contains(not_made, 'no_nothing')
        """
    ).fetchall() == [(0,)]


def test_a_restricted_analysis_of_few_reports_says_so(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        """
        SELECT DISTINCT analysis, caution IS NOT NULL, reason IS NULL AND case_count < 5000 FROM signals.watch
        WHERE has_restricted_comparator AND a + b < case_count
        """
    ).fetchall()
    assert {analysis for analysis, *_ in rows} == {"same_indication", "same_indication_no_ms", "active_comparator"}
    assert all(says_so for _, says_so, _ in rows)  # the world has 3,500 reports
    assert published.execute(
        "SELECT count(*) FROM signals.watch WHERE NOT has_restricted_comparator AND caution IS NOT NULL"
    ).fetchall() == [(0,)]


def test_the_defaults_are_untouched_by_it(published: duckdb.DuckDBPyConnection, small_publication: Publication) -> None:
    with duckdb.connect() as connection:
        for name, path in (("old", small_publication.path), ("new", Path(_file(published)))):
            connection.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        assert connection.execute(
            """
            SELECT count(*) FROM (
                SELECT drug, event, analysis, a, b, c, d, ic_lower, human_verdict FROM old.signals.watch
                EXCEPT
                SELECT drug, event, analysis, a, b, c, d, ic_lower, human_verdict FROM new.signals.watch
            )
            """
        ).fetchall() == [(0,)]


def _file(connection: duckdb.DuckDBPyConnection) -> str:
    """The path of the file that a connection reads."""
    return str(connection.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()[0][0])
