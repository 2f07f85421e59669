"""The criteria of a topic: a watchlist's own thresholds decide its criteria and verdicts, and nothing else."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from signals.errors import RequestError
from signals.statistics.criteria import Thresholds
from signals.statistics.fragility import cases_to_lose
from signals.tables.pair import score_pairs
from signals.tables.score import score_cells
from signals.vocabulary.watchlist import load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist
from tests.publications import make_tables

SMALL = '[class]\nname = "c"\ningredients = ["imatinib"]\n[groups.g]\nterms = ["Alpha"]\n[criteria]\n'
COUNTS = pd.DataFrame({
    "drug": ["x", "y", "z"], "a": [4, 23, 9], "b": [996, 9977, 991], "c": [40, 77, 300], "d": [89_960, 89_923, 89_700],
})  # fmt: skip


def criteria(**own: float) -> pd.DataFrame:
    """The table watchlist.criteria with these thresholds."""
    return pd.DataFrame([vars(Thresholds()) | own])


def verdicts(**own: float) -> list[str]:
    return list(score_cells(COUNTS, criteria(**own))["human_verdict"])


def test_without_thresholds_of_its_own_a_watchlist_has_those_of_the_papers(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL)
    assert Thresholds(**load_watchlist(path).criteria.model_dump()) == Thresholds()


def test_thresholds_decide_criteria_and_verdicts() -> None:
    before = score_cells(COUNTS, criteria())
    assert before["is_ror"].tolist() == [True, True, True] and verdicts() == ["disproportionate"] * 3
    assert score_cells(COUNTS, criteria(minimum_cases=5))["is_ror"].tolist() == [False, True, True]
    assert verdicts(minimum_cases=5) == ["too few reports", "disproportionate", "disproportionate"]
    lower = before["ic_lower"]
    stricter = score_cells(COUNTS, criteria(ic_lower=float(lower[1]) - 0.01))
    assert stricter["is_ic"].tolist() == (lower > lower[1] - 0.01).tolist() and not stricter["is_ic"].all()
    assert score_cells(COUNTS, criteria(prr=1e6))["is_evans"].tolist() == [False] * 3
    assert score_cells(COUNTS, criteria(chi_square=1e6))["is_evans"].tolist() == [False] * 3
    assert verdicts(ror_lower=1e6).count("disproportionate") == 0


def test_the_statistics_are_the_same_whatever_the_thresholds() -> None:
    numbers = ["prr", "ror", "ror_lower", "ic", "ic_lower", "expected"]
    one, other = (score_cells(COUNTS, criteria(**own))[numbers] for own in ({}, {"minimum_cases": 9, "ic_lower": 2.0}))
    pd.testing.assert_frame_equal(one, other)


def test_all_pairs_keep_the_thresholds_of_the_papers() -> None:
    of_one_stratum = {"id": np.array([0]), "place": np.array([0]), "case_count": np.array([1_000])}
    pairs = COUNTS.assign(ingredient_id=0, event_id=0, is_matched=True)
    (scores,) = score_pairs(iter([pairs]), {"case_count": np.array([91_000])}, of_one_stratum, of_one_stratum)
    assert scores["is_ror"].tolist() == [True, True, True]


def test_fewer_cases_carry_a_verdict_that_asks_for_more() -> None:
    cells = [COUNTS[cell] for cell in "abcd"]
    strict = cases_to_lose(*cells, thresholds=Thresholds(minimum_cases=8))
    assert np.isnan(strict[0]) and strict[2] <= 2  # of nine cases, two leave seven
    assert (strict[1:] <= cases_to_lose(*cells)[1:]).all()


def test_the_rules_are_published_with_the_watchlists_numbers(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL + "minimum_cases = 5\nebgm_lower = 1.5\n")
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS watchlist; CREATE SCHEMA signals")
        register_watchlist(connection, load_watchlist(path))
        make_tables(connection, "signals.watch_criterion")
        rules = dict(connection.execute("SELECT criterion, rule FROM signals.watch_criterion").fetchall())
    assert rules["is_evans"] == "PRR >= 2, chi-square (Yates) >= 4 and a >= 5"
    assert rules["is_ebgm"] == "ebgm_lower_least >= 1.5"
    assert rules["disproportionate"].startswith("ic_lower > 0, ror_lower > 1 (or b = 0 or c = 0) and a >= 5")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minimum_cases = 0", r"criteria.minimum_cases: expected a whole number of at least 1, found 0"),
        ("minimum_cases = 2.5", r"criteria.minimum_cases: expected a whole number of at least 1"),
        ("prr = -1", r"criteria.prr: expected a number above 0"),
        ("ic_lower = nan", r"criteria.ic_lower: expected a number, found nan"),
        ("ror = 1.5", r"criteria.ror: expected one of the keys .*, found a key that is not known"),
    ],
)
def test_a_bad_threshold_is_refused_with_its_key(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"{SMALL}{line}\n")
    with pytest.raises(RequestError, match=said):
        load_watchlist(path)
