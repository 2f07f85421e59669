"""EBGM: the prior fitted to the pairs of matched ingredients, and the shrunk ratio of each pair."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from signals.build.table import Batches, Columns, table
from signals.statistics import ebgm
from signals.statistics.criteria import PUBLISHED_THRESHOLDS, Thresholds, is_ebgm, is_q
from signals.statistics.ebgm import Prior, PriorRefusedError
from signals.statistics.ebgm.grid import Fitted
from signals.statistics.ebgm.prior import Parameters
from signals.tables.score import CRITERIA, thresholds_of

log = logging.getLogger("nibwatch.detect")

LEAST_CASES = 5
"""Cases that a matched ingredient needs to enter the MGPS fit (fewer say nothing of its ratio)."""

PARAMETERS = ("alpha1", "beta1", "alpha2", "beta2", "p")
ABOVE = (1.5, 2.0)
SCORES = (
    "ebgm",
    "ebgm_lower",
    "ebgm_upper",
    "ebgm_lower_least",
    "ebgm_lower_most",
    "probability_above_1_5",
    "probability_above_2",
)
_PARAMETERS = dict.fromkeys(PARAMETERS, pa.float64())
_PRIOR = pa.schema(
    {
        **_PARAMETERS,
        "log_likelihood": pa.float64(),
        "prior_kind": pa.string(),
        "penalised_because": pa.string(),
        "rivals": pa.list_(pa.struct(_PARAMETERS)),
        "refusal": pa.string(),
        "starts": pa.list_(pa.struct(_PARAMETERS | {"log_likelihood": pa.float64(), "is_converged": pa.bool_()})),
    }
)
POWERS = tuple(f"power_{power}" for power in range(8))
"""The coefficients of a polynomial of signals.statistics.ebgm."""
_FITTED = "SELECT alpha1, beta1, alpha2, beta2, p, rivals, refusal FROM totals.prior"

Floats = npt.NDArray[np.float64]


@table(
    "totals.prior",
    values={"least": LEAST_CASES},
    strata="SELECT stratum_id, case_count FROM totals.stratum ORDER BY stratum_id",
    ingredient_strata="SELECT ingredient_id AS id, stratum_id, case_count FROM totals.ingredient_stratum",
    event_strata="SELECT event_id AS id, stratum_id, case_count FROM totals.event_stratum",
)
def fit(
    pairs: Columns, ingredients: Columns, strata: Columns, ingredient_strata: Columns, event_strata: Columns
) -> pa.Table:
    """The prior with its kind and rivals, or why there is none, and what every start of the fit reached.

    Parameters
    ----------
    pairs
        A row a pair with cases: ``ingredient_id, event_id, a, expected_stratified``.
    ingredients
        The ingredients whose pairs, with and without a case, enter the fit, in order.
    strata
        The number of cases of each stratum.
    ingredient_strata, event_strata
        The number of cases by ``id`` and stratum.

    Returns
    -------
    One row, with the columns of ``_PRIOR``; ``refusal`` is NULL where there is a prior.
    """
    members, events = ingredients["ingredient_id"], np.unique(event_strata["id"])
    try:
        if not len(pairs["a"]):
            raise PriorRefusedError(f"no matched ingredient has {LEAST_CASES} cases, so there is nothing to learn from")
        zero = ebgm.group_zero_cells(
            _by_stratum(ingredient_strata, members, strata["stratum_id"]),
            _by_stratum(event_strata, events, strata["stratum_id"]),
            strata["case_count"].astype(np.float64),
            np.searchsorted(members, pairs["ingredient_id"]),
            np.searchsorted(events, pairs["event_id"]),
        )
        prior = ebgm.fit_prior(
            np.concatenate([pairs["a"].astype(np.float64), np.zeros_like(zero.expected)]),
            np.concatenate([pairs["expected_stratified"], zero.expected]),
            weight=np.concatenate([np.ones(len(pairs["a"])), zero.weight]),
        )
    except PriorRefusedError as refused:
        log.info("MGPS prior: %s", refused.reason)
        return pa.Table.from_pylist([{"refusal": refused.reason, "rivals": [], "starts": []}], schema=_PRIOR)
    _log_optima(prior)
    return pa.Table.from_pylist([_row(prior)], schema=_PRIOR)


def _row(prior: Prior) -> dict[str, object]:
    return _named(prior.parameters) | {
        "log_likelihood": prior.log_likelihood,
        "prior_kind": prior.kind,
        "penalised_because": prior.penalised_because,
        "rivals": [_named(rival) for rival in prior.rivals],
        "starts": [_named(start.reached) | asdict(start) for start in prior.starts],
    }


def _named(parameters: Parameters) -> dict[str, object]:
    return dict(zip(PARAMETERS, parameters, strict=True))


def stored_prior(row: Mapping[str, Any]) -> Prior:
    """The prior of a row of totals.prior or meta.prior, with its rivals (not known before version 0.2.0)."""
    rivals = tuple(_parameters(rival) for rival in row.get("rivals", ()))
    return Prior(*_parameters(row), rivals=rivals)


def _parameters(row: Mapping[str, Any]) -> Parameters:
    alpha1, beta1, alpha2, beta2, p = (float(row[name]) for name in PARAMETERS)
    return alpha1, beta1, alpha2, beta2, p


@table(
    "totals.ebgm_polynomial",
    values={"least": LEAST_CASES},
    types=f"function INTEGER, interval DOUBLE, cell BIGINT, {', '.join(f'{power} DOUBLE' for power in POWERS)}",
    prior=_FITTED,
)
def fit_polynomials(pairs: Columns, prior: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """What EBGM is computed by in every slice of the pairs; no row where nothing could be fitted or pairs are few.

    Parameters
    ----------
    pairs
        ``a`` and ``expected_stratified`` of all pairs that get an EBGM.
    prior
        The row of totals.prior.
    """
    if (used := _prior_of(prior)) is None:
        return
    fitted = ebgm.fit_polynomials(used, pairs["a"].astype(np.float64), pairs["expected_stratified"], ABOVE)
    for function, polynomials in [(place, level) for place, own in fitted.items() for level in own]:
        powers = dict(zip(POWERS, polynomials.coefficients.T, strict=True))
        yield pd.DataFrame({"cell": polynomials.cell, **powers}).assign(
            function=function, interval=polynomials.interval
        )


@table(
    "totals.shrunk_pair",
    prior=_FITTED,
    polynomials="FROM totals.ebgm_polynomial ORDER BY function, interval DESC, cell",
)
def shrink_pairs(rows: Batches, prior: pd.DataFrame, polynomials: Columns) -> Iterator[pd.DataFrame]:
    """Every pair with EBGM and what depends on all pairs; EBGM is undefined for those that are not in the fit.

    Parameters
    ----------
    rows
        The pairs, with ``q_value``.
    prior
        The row of totals.prior.
    polynomials
        The rows of totals.ebgm_polynomial.
    """
    fitted, of_all_pairs = _prior_of(prior), _stored_polynomials(polynomials)
    for pairs in rows:
        is_scored = pairs["is_matched"] & (pairs["a"] + pairs["b"] >= LEAST_CASES)
        scores = shrink_cells(pairs[is_scored], fitted, of_all_pairs).reindex(pairs.index)
        if fitted is not None:
            scores["is_ebgm"] = scores["is_ebgm"].eq(True)
        yield pd.concat([pairs, scores], axis="columns").assign(is_q=is_q(pairs["a"], pairs["q_value"]))


@table("watch.term_ebgm", values={"least": LEAST_CASES}, prior=_FITTED, criteria=CRITERIA)
def shrink(cells: pd.DataFrame, prior: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """EBGM, EB05, EB95, probabilities and criterion of every cell, undefined where nothing could be fitted.

    Parameters
    ----------
    cells
        Keys, ``a`` and ``expected_stratified``.
    prior
        The row of totals.prior.
    criteria
        The one row of watchlist.criteria.

    Returns
    -------
    The keys with the columns ``SCORES`` and ``is_ebgm``.
    """
    scores = shrink_cells(cells, _prior_of(prior), thresholds=thresholds_of(criteria))
    return pd.concat([cells.drop(columns=["a", "expected_stratified"]), scores], axis="columns")


def _prior_of(prior: pd.DataFrame) -> Prior | None:
    """The prior of the row of totals.prior; None where it was refused."""
    row = prior.iloc[0]
    return None if pd.notna(row["refusal"]) else stored_prior({str(name): value for name, value in row.items()})


def shrink_cells(
    cells: pd.DataFrame,
    prior: Prior | None,
    polynomials: Fitted | None = None,
    thresholds: Thresholds = PUBLISHED_THRESHOLDS,
) -> pd.DataFrame:
    """EBGM of cells, what goes with it, and the criterion on it.

    Parameters
    ----------
    cells
        ``a`` and ``expected_stratified``.
    prior
        None where the fit was refused: all columns are then undefined.
    polynomials
        What EBGM is computed by, where many cells share it.

    Returns
    -------
    The columns ``SCORES`` and ``is_ebgm``, with the index of ``cells``.
    """
    if prior is None:
        undefined = pd.DataFrame(np.nan, index=cells.index, columns=[*SCORES])
        return undefined.assign(is_ebgm=pd.array([pd.NA] * len(cells), dtype="boolean"))
    n, expected = cells["a"].to_numpy(dtype=np.float64), cells["expected_stratified"].to_numpy()
    scores = ebgm.score(prior, n, expected, ABOVE, polynomials)
    columns = (scores.geometric_mean, scores.lower, scores.upper, scores.lower_least, scores.lower_most)
    named = dict(zip(SCORES, (*columns, *scores.above), strict=True))
    return pd.DataFrame(named, index=cells.index).assign(is_ebgm=is_ebgm(scores.lower_least, thresholds))


def _stored_polynomials(rows: Columns) -> Fitted:
    """What ``fit_polynomials`` stored in these rows of totals.ebgm_polynomial."""
    fitted: dict[int, list[ebgm.Polynomials]] = {}
    for function, interval in dict.fromkeys(zip(rows["function"].tolist(), rows["interval"].tolist(), strict=True)):
        is_own = (rows["function"] == function) & (rows["interval"] == interval)
        coefficients = np.column_stack([rows[power][is_own] for power in POWERS])
        fitted.setdefault(function, []).append(ebgm.Polynomials(interval, rows["cell"][is_own], coefficients))
    return fitted


def _log_optima(prior: Prior) -> None:
    """Log which optima the starts reached, the worse ones too, and what is used."""
    reached = Counter(round(-start.log_likelihood, 2) for start in prior.starts)
    optima = "; ".join(f"{value:,.2f} from {count} starts" for value, count in sorted(reached.items()))
    used = f"penalised, since {prior.penalised_because}" if prior.penalised_because else "the first is used"
    log.info("MGPS prior, -log L: %s; %s", optima, used)


def _by_stratum(cells: Columns, members: npt.NDArray[np.int64], strata: npt.NDArray[np.int64]) -> Floats:
    """Cases of every member, one column a stratum."""
    is_member = np.isin(cells["id"], members)
    totals = np.zeros((len(members), len(strata)))
    position = np.searchsorted(members, cells["id"][is_member]), np.searchsorted(strata, cells["stratum_id"][is_member])
    totals[position] = cells["case_count"][is_member]
    return totals
