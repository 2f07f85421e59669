"""EBGM, stratified expectation and q-values of a published file, against the cases it holds; and a refused prior."""

import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from signals.answers.status import status
from signals.build.graph import SQL_FOLDER
from signals.database import open_read_only
from signals.demo import make_world
from signals.digest.message import compose, plain_text
from signals.digest.options import DigestOptions
from signals.statistics import ebgm
from signals.statistics.criteria import Thresholds
from signals.statistics.fisher import midp_greater
from signals.tables.mgps import LEAST_CASES, shrink
from tests.publications import FEW_DRUGS, Publication, load, publish
from tests.session_cache import made_once

REFUSAL = "no cell has a report, so nothing can be learned from them"


@pytest.fixture(scope="module")
def published(small_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(small_publication.path) as connection:
        connection.execute((SQL_FOLDER / "macros" / "strata.sql").read_text())
        yield connection


def test_the_stratified_expectation_is_the_sum_over_age_sex_and_year_of_the_counted_cases(
    published: duckdb.DuckDBPyConnection,
) -> None:
    (row,) = published.execute(
        """
        WITH one AS (
            SELECT caseid, stratum_id AS stratum
            FROM faers.cases AS one
            INNER JOIN meta.stratum AS stratum ON stratum.age_band = age_band(one.age_years)
                AND stratum.sex = coalesce(one.sex, 'unknown') AND stratum.receipt_year = coalesce(year(one.init_fda_date), 0)
            WHERE is_counted
        )
        , stratum AS (SELECT stratum, count(*) AS cases FROM one GROUP BY ALL)
        , drug AS (SELECT ingredient, stratum, count(*) AS cases FROM faers.suspect INNER JOIN one USING (caseid) GROUP BY ALL)
        , event AS (SELECT event_pt, stratum, count(*) AS cases FROM faers.case_event INNER JOIN one USING (caseid) GROUP BY ALL)
        , expectation AS (
            SELECT ingredient, event_pt, sum(drug.cases * event.cases / stratum.cases) AS by_hand
            FROM drug INNER JOIN event USING (stratum) INNER JOIN stratum USING (stratum)
            GROUP BY ALL
        )
        SELECT count(*), max(abs(expected_stratified / by_hand - 1)), count(*) FILTER (abs(expected_stratified / expected - 1) > 0.01)
        FROM signals.pair INNER JOIN expectation USING (ingredient, event_pt)
        """
    ).fetchall()
    (pairs,) = published.execute("SELECT count(*) FROM signals.pair").fetchall()[0]
    assert row[0] == pairs and row[1] < 1e-9
    assert row[2] > pairs / 10, "unstratified E stays in expected"


def test_every_pair_of_a_matched_ingredient_with_five_cases_has_an_ebgm_under_the_published_prior(
    published: duckdb.DuckDBPyConnection,
) -> None:
    *parameters, refusal = published.execute(
        "SELECT alpha1, beta1, alpha2, beta2, p, refusal FROM meta.prior"
    ).fetchall()[0]
    pairs = published.execute(
        """
        WITH matched AS (
            SELECT ingredient FROM faers.case_drug GROUP BY ingredient HAVING bool_or(match_rule != 'text')
        )
        SELECT a, b, expected_stratified, ebgm, ebgm_lower, ebgm_upper, ebgm_lower_least, ebgm_lower_most, is_ebgm, probability_above_2, p_midp, q_value, q_value_by
            , ingredient IN (FROM matched) AS is_matched
        FROM signals.pair
        """
    ).df()
    is_scored = pairs["is_matched"] & (pairs["a"] + pairs["b"] >= LEAST_CASES) & (refusal is None)
    for name in ("ebgm", "ebgm_lower", "ebgm_upper", "probability_above_2"):
        assert (pairs[name].notna() == is_scored).all(), name
    for name in ("p_midp", "q_value", "q_value_by"):
        assert (pairs[name].notna() == pairs["is_matched"]).all(), name
    assert refusal is None, "the small world has a prior, or nothing is shown here"
    prior, chosen = ebgm.Prior(*parameters), pairs[is_scored]
    scores = ebgm.score(prior, chosen["a"], chosen["expected_stratified"])
    np.testing.assert_allclose(chosen["ebgm"], scores.geometric_mean, rtol=1e-7)
    np.testing.assert_allclose(chosen["ebgm_lower"], scores.lower, rtol=1e-7)
    assert (chosen["is_ebgm"].astype(bool) == (scores.lower >= 2)).all(), "no rival was found in the small world"
    assert (chosen["ebgm_lower_least"] == chosen["ebgm_lower"]).all()
    assert (chosen["ebgm_lower_most"] == chosen["ebgm_lower"]).all()
    assert not pairs.loc[~is_scored, "is_ebgm"].astype(bool).any()


def family(published: duckdb.DuckDBPyConnection, which: str) -> pd.DataFrame:
    """Every cell of the grid of matched, or watched, ingredients and events, a = 0 included, with the published q-values."""
    watched = "ingredient IN (SELECT drug FROM signals.watch WHERE drug_kind = 'ingredient')"
    matched = "ingredient IN (SELECT ingredient FROM faers.case_drug WHERE match_rule != 'text')"
    events = {
        "matched": "SELECT DISTINCT event_pt FROM faers.case_event",
        "watched": "SELECT DISTINCT event AS event_pt FROM signals.watch WHERE event_kind = 'term'",
    }[which]
    return published.execute(
        f"""
        WITH counted AS (SELECT caseid FROM faers.cases WHERE is_counted)
        , drug AS (
            SELECT ingredient, count(*) AS n_drug FROM faers.suspect
            WHERE {matched if which == "matched" else watched} GROUP BY ingredient
        )
        , event AS (
            SELECT event_pt, count(*) AS n_event FROM faers.case_event SEMI JOIN counted USING (caseid)
            WHERE event_pt IN ({events}) GROUP BY event_pt
        )
        , together AS (
            SELECT ingredient, event_pt, count(*) AS a FROM faers.suspect INNER JOIN faers.case_event USING (caseid) GROUP BY ALL
        )
        SELECT ingredient, event_pt, coalesce(a, 0) AS a, n_drug - coalesce(a, 0) AS b, n_event - coalesce(a, 0) AS c
            , (SELECT count(*) FROM counted) - n_drug - n_event + coalesce(a, 0) AS d
        FROM drug CROSS JOIN event LEFT JOIN together USING (ingredient, event_pt)
        """
    ).df()


@pytest.mark.parametrize(
    ("which", "stored"),
    [
        (
            "matched",
            "SELECT ingredient, event_pt, p_midp, q_value, q_value_by FROM signals.pair WHERE q_value IS NOT NULL",
        ),
        (
            "watched",
            "SELECT drug AS ingredient, event AS event_pt, p_midp, q_value, q_value_by FROM signals.watch "
            "WHERE q_value IS NOT NULL AND event_kind = 'term'",
        ),
    ],
)
def test_q_values_are_statsmodels_over_every_cell_of_the_family_cells_without_a_case_included(
    published: duckdb.DuckDBPyConnection, which: str, stored: str
) -> None:
    cells = family(published, which)
    p = midp_greater(*(cells[name] for name in "abcd"))
    cells = cells.assign(p=p, q=multipletests(p, method="fdr_bh")[1], q_by=multipletests(p, method="fdr_by")[1])
    both = published.execute(stored).df().merge(cells, on=["ingredient", "event_pt"], validate="1:1")
    assert len(both) == len(published.execute(stored).df()) > 100
    assert (cells["a"] == 0).mean() > 0.5
    np.testing.assert_allclose(both["p_midp"], both["p"], rtol=1e-9)
    np.testing.assert_allclose(both["q_value"], both["q"], rtol=1e-9)
    np.testing.assert_allclose(both["q_value_by"], both["q_by"], rtol=1e-9)


def test_ebgm_and_the_q_values_of_terms_stand_only_for_single_ingredients_in_primary(
    published: duckdb.DuckDBPyConnection,
) -> None:
    (elsewhere,) = published.execute(
        """
        SELECT count(*) FROM signals.watch
        WHERE (ebgm IS NOT NULL OR q_value IS NOT NULL OR q_value_by IS NOT NULL OR p_midp IS NOT NULL)
            AND NOT (analysis = 'primary' AND drug_kind = 'ingredient' AND event_kind = 'term')
            AND (event_kind = 'term' OR ebgm IS NOT NULL)
        """
    ).fetchall()[0]
    assert elsewhere == 0


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, str]:
    """A world whose prior is refused, published, and what the build logged of it; only to be read."""
    return made_once(tmp_path_factory, "refused", _publish_refused)


def _publish_refused(home: Path) -> tuple[Publication, str]:
    load(home, make_world(home / "fda", quarters=["2023Q1"], reports_per_quarter=400).zips)
    messages: list[str] = []

    def refuse(*cells: Any, **weight: Any) -> ebgm.Prior:
        raise ebgm.PriorRefusedError(REFUSAL)

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger, listener = logging.getLogger("nibwatch.detect"), Listener()
    logger.addHandler(listener)
    level = logger.level
    logger.setLevel(logging.INFO)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ebgm, "fit_prior", refuse)
        publish(home, FEW_DRUGS)
    logger.removeHandler(listener)
    logger.setLevel(level)
    return Publication(home), "\n".join(messages)


def test_a_refused_prior_leaves_ebgm_null_and_says_why_in_meta_run_status_digest_and_log(
    refused: tuple[Publication, str],
) -> None:
    publication, logged = refused
    with open_read_only(publication.path) as connection:
        assert connection.execute("SELECT ebgm_refusal FROM meta.run").fetchall() == [(REFUSAL,)]
        (counts,) = connection.execute(
            "SELECT count(ebgm), count(ebgm_lower), count(is_ebgm), count(probability_above_2), count(*) FROM signals.pair"
        ).fetchall()
    assert counts[:4] == (0, 0, 0, 0) and counts[4] > 100
    assert REFUSAL in " ".join(status(publication.home, source=None, ask_source=False).text.split())
    mail = compose(
        publication.path, sender="nibwatch@example.org", recipients=["ann@example.org"], options=DigestOptions()
    )
    assert REFUSAL in " ".join(plain_text(mail).split())
    assert f"MGPS prior: {REFUSAL}" in logged


def test_a_refused_prior_leaves_every_other_statistic_and_the_checks_as_they_are(
    refused: tuple[Publication, str], tmp_path: Path
) -> None:
    with open_read_only(refused[0].path) as connection:
        (counts,) = connection.execute("SELECT count(ic), count(q_value) > 0, count(*) FROM signals.pair").fetchall()
    assert counts[0] == counts[2] and counts[1]


def test_a_pair_is_called_only_if_its_eb05_is_2_under_every_rival() -> None:
    cells = pd.DataFrame({"pair": [1, 2], "a": [6, 30], "expected_stratified": [0.9, 0.9]})
    rival = {"alpha1": 0.5, "beta1": 0.5, "alpha2": 10.0, "beta2": 10.0, "p": 0.5}
    used = rival | {"beta2": 25.0, "rivals": [rival], "refusal": None}
    scores = shrink(cells, pd.DataFrame([used]), pd.DataFrame([asdict(Thresholds())]))
    assert (scores["ebgm_lower"] >= 2).tolist() == [True, True]
    assert (scores["ebgm_lower_least"] >= 2).tolist() == [False, True]
    assert (scores["ebgm_lower_most"] == scores["ebgm_lower"]).tolist() == [True, True]
    assert scores["is_ebgm"].tolist() == [False, True]
    stricter = shrink(cells, pd.DataFrame([used]), pd.DataFrame([asdict(Thresholds(ebgm_lower=1e6))]))
    assert stricter["is_ebgm"].tolist() == [False, False]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """One quarter of 400 reports, too few to determine a prior; only to be read."""

    def make(home: Path) -> Publication:
        load(home, make_world(home / "fda", quarters=["2023Q1"], reports_per_quarter=400).zips)
        publish(home, FEW_DRUGS)
        return Publication(home)

    return made_once(tmp_path_factory, "tiny", make)


def test_few_reports_get_an_ebgm_under_a_penalised_prior_that_says_so(tiny: Publication) -> None:
    with open_read_only(tiny.path) as connection:
        (prior,) = connection.execute(
            "SELECT prior_kind, penalised_because, refusal, len(starts) FROM meta.prior"
        ).fetchall()
        (scored,) = connection.execute("SELECT count(ebgm), count(is_ebgm), count(*) FROM signals.pair").fetchall()
    assert prior[0] == ebgm.PENALISED and prior[2] is None and prior[3] == 30
    assert prior[1].endswith(" pairs have 3 reports or more, and 200 are needed")
    assert scored[0] > 100 and scored[1] == scored[2]
    assert f"The prior of EBGM is a penalised maximum: {prior[1]}." in " ".join(
        status(tiny.home, source=None, ask_source=False).text.split()
    )


def test_every_case_is_in_a_stratum_of_500_cases_and_the_largest_raise_of_an_expectation_is_published(
    published: duckdb.DuckDBPyConnection,
) -> None:
    (strata,) = published.execute(
        """
        SELECT sum(case_count), min(stratum_case_count), count(DISTINCT stratum_id), count(*)
            , (SELECT count(*) FROM faers.cases WHERE is_counted) FROM meta.stratum
        """
    ).fetchall()
    assert strata[0] == strata[4] and strata[1] >= 500 and 1 < strata[2] < strata[3]
    (found,) = published.execute(
        "SELECT stratum_count, fewest_cases, largest_ratio, raised_pair_count, ingredient, event_pt FROM meta.expectation"
    ).fetchall()
    (raised,) = published.execute(
        """
        SELECT max(expected_stratified / expected), count(*) FILTER (WHERE expected_stratified / expected > 1.2)
            , arg_max((ingredient, event_pt), expected_stratified / expected)
        FROM signals.pair WHERE a >= 3
        """
    ).fetchall()
    assert found == (strata[2], strata[1], raised[0], raised[1], *raised[2])
