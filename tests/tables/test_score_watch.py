"""Which interval of the odds ratio a verdict of the watchlist goes by."""

import duckdb
import pandas as pd
import pytest

from signals.statistics.criteria import Thresholds
from signals.tables.score import score_watch

# Two strata with an odds ratio of 1 each; together 42 of 300 against 30 of 1,050, an odds ratio of 5.5.
STRATA = [(40, 60, 20, 30), (2, 198, 10, 990)]
CRITERIA = pd.DataFrame([vars(Thresholds())])


def verdict(strata: list[tuple[int, int, int, int]], *, is_adjusted: bool) -> pd.Series:
    """The row of a drug's cases against a restricted comparator, whose strata are these."""
    key = {"drug": "x", "drug_kind": "ingredient", "event": "g", "event_kind": "group", "frame_id": 1}
    rows = pd.DataFrame([key | {"stratum_id": place} for place in range(len(strata))])
    rows = pd.concat([rows, pd.DataFrame(strata, columns=list("abcd"))], axis="columns")
    whole = {name: [total] for name, total in rows[list("abcd")].sum().items()}
    counts = pd.DataFrame({**{name: [value] for name, value in key.items()}, "analysis": ["within"], **whole})
    counts = counts.assign(is_adjusted=is_adjusted, has_restricted_comparator=True)
    with duckdb.connect() as connection:
        relation = connection.from_df(rows.drop(columns="stratum_id"))
        return score_watch(counts, relation, CRITERIA).iloc[0]


def test_an_adjusted_analysis_within_indications_goes_by_the_ratio_within_strata() -> None:
    found = verdict(STRATA, is_adjusted=True)
    assert found["ror"] == pytest.approx(1.0) and found["ror_exact_lower"] > 3  # R's fisher.test: 3.30 to 9.37
    assert found["human_verdict"] != "disproportionate"


def test_without_strata_the_same_cells_go_by_the_exact_limit_of_the_whole_table() -> None:
    assert verdict(STRATA, is_adjusted=False)["human_verdict"] == "disproportionate"


def test_an_adjusted_analysis_within_indications_stands_out_where_its_strata_do() -> None:
    found = verdict([(40, 60, 20, 130), (20, 180, 10, 990)], is_adjusted=True)
    assert found["ror_lower"] > 1
    assert found["human_verdict"] == "disproportionate"
