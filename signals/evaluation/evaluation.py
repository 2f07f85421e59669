"""Scores of every statistic and criterion on reference sets, over one published file."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from signals.database import open_read_only
from signals.errors import RequestError
from signals.evaluation.counts import counts_of, ingredients_of
from signals.evaluation.measures import CRITERIA, RANKINGS, Measure, criterion, ranking
from signals.evaluation.reference_set import REFERENCE_SETS, ReferenceSet, read_pairs, read_terms, sets_at, terms_of
from signals.published import Record, last_run, records
from signals.statistics import ebgm
from signals.tables.mgps import shrink_cells, stored_prior
from signals.tables.score import find_disproportionate, score_counts

WITH_REPORTS, WITHOUT_REPORTS = "with reports", "without reports"
UNKNOWN_DRUG, UNKNOWN_EVENT = "drug unknown", "event unknown"
STANDINGS = (WITH_REPORTS, WITHOUT_REPORTS, UNKNOWN_DRUG, UNKNOWN_EVENT)
"""Standings of a pair: drug and event are known and have a common case or none, or one of the two is not known."""


@dataclass(frozen=True)
class SetResult:
    """One reference set. ``pairs`` has a row a pair of the file, whatever became of it (column ``standing``)."""

    reference: ReferenceSet
    pairs: pd.DataFrame
    measures: tuple[Measure, ...]

    def count(self, *standings: str, is_positive: bool | None = None) -> int:
        """Pairs of these standings, all or only the positive or the negative controls."""
        chosen = self.pairs["standing"].isin(standings)
        if is_positive is not None:
            chosen &= self.pairs["is_positive"] == is_positive
        return int(chosen.sum())


@dataclass(frozen=True)
class Evaluation:
    """The results of all sets; the run (row of meta.run) they rest on; why there is no EBGM, where there is none.

    ``absent`` are the known reference sets that the folder does not hold.
    """

    sets: tuple[SetResult, ...]
    absent: tuple[ReferenceSet, ...]
    ebgm_refusal: str | None
    run: Record


def evaluate(published: Path, place: Path | None) -> Evaluation:
    """Score a published file on reference sets.

    Parameters
    ----------
    place
        A folder of reference sets, or the file of one.

    Raises
    ------
    RequestError
        For a folder, file, column or cell that is not as expected, and where the published file knows the drug and the
        event of not one pair.
    """
    references = sets_at(place)
    assert place is not None, "sets_at refuses a missing place"
    folder = place if place.is_dir() else place.parent
    read = [(each, read_pairs(folder, each), read_terms(folder, each)) for each in references]
    with open_read_only(published) as connection:
        run, (prior,) = last_run(connection), records(connection, "FROM meta.prior")
        refusal = prior["refusal"]
        usable = None if refusal else stored_prior(prior)
        results = tuple(
            _set_result(connection, reference_set, pairs, terms_of(pairs, terms), usable)
            for reference_set, pairs, terms in read
        )
    if not any(result.count(WITH_REPORTS, WITHOUT_REPORTS) for result in results):
        raise RequestError(
            f"None of the {sum(len(result.pairs) for result in results)} pairs in {place} has a drug and an event "
            f"that {published} knows, so nothing can be scored; load the quarters that the reference sets are about."
        )
    absent = tuple(each for each in REFERENCE_SETS if place.is_dir() and each not in references)
    return Evaluation(results, absent, refusal, run)


def _set_result(
    connection: duckdb.DuckDBPyConnection,
    reference_set: ReferenceSet,
    pairs: pd.DataFrame,
    terms: pd.DataFrame,
    prior: ebgm.Prior | None,
) -> SetResult:
    scores = _scored_pairs(connection, pairs, terms, prior)
    counted = scores[scores["standing"].isin([WITH_REPORTS, WITHOUT_REPORTS])]
    measures = [
        *(ranking(name, counted) for name in RANKINGS if len(counted)),
        *(criterion(name, counted) for name in CRITERIA if len(counted)),
    ]
    return SetResult(reference_set, scores, tuple(measures))


def _scored_pairs(
    connection: duckdb.DuckDBPyConnection, pairs: pd.DataFrame, terms: pd.DataFrame, prior: ebgm.Prior | None
) -> pd.DataFrame:
    """The pairs with ingredient, standing, cells, statistics and criteria; NaN where there is nothing to count."""
    ingredients = ingredients_of(connection, pairs["drug"].tolist())
    named = pairs.assign(ingredient=pairs["drug"].map(ingredients), folded=pairs["outcome"].str.casefold())
    countable = named.dropna(subset="ingredient").drop(columns="outcome").rename(columns={"folded": "outcome"})
    counts = counts_of(connection, countable, terms)
    counts = pd.concat([counts, score_counts(counts), shrink_cells(counts, prior)], axis="columns")
    counts = counts.assign(is_disproportionate=find_disproportionate(counts, counts)).rename(
        columns={"outcome": "folded"}
    )
    joined = named.merge(counts, on=["ingredient", "folded"], how="left", validate="m:1")
    standing = np.select(
        [joined["ingredient"].isna(), joined["a"].isna(), joined["a"] == 0],
        [UNKNOWN_DRUG, UNKNOWN_EVENT, WITHOUT_REPORTS],
        WITH_REPORTS,
    )
    return joined.assign(standing=standing).drop(columns="folded")
