"""EBGM: the prior fitted to the pairs of matched ingredients, and what each pair shrinks to."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from signals.build.table import Columns, table
from signals.statistics import ebgm
from signals.statistics.criteria import is_ebgm
from signals.statistics.ebgm import Prior, PriorRefusedError, Start

log = logging.getLogger("nibwatch.detect")

LEAST_CASES = 5
"""Cases that a matched ingredient needs to enter the MGPS fit (fewer say nothing of its ratio)."""

PARAMETERS = ("alpha1", "beta1", "alpha2", "beta2", "p")
_START = {**dict.fromkeys((*PARAMETERS, "log_likelihood"), pa.float64()), "is_converged": pa.bool_()}
_PRIOR = pa.schema(
    {
        **dict.fromkeys((*PARAMETERS, "log_likelihood"), pa.float64()),
        "refusal": pa.string(),
        "starts": pa.list_(pa.struct(_START)),
    }
)
_FITTED = "SELECT alpha1, beta1, alpha2, beta2, p, refusal FROM totals.prior"

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
    """One row: the prior or the reason of its refusal, and what every start of the fit reached."""
    members, events = ingredients["ingredient_id"], np.unique(event_strata["id"])
    row: dict[str, object]
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
        row = {"refusal": refused.reason}
        starts = refused.starts
    else:
        row = {**dict(zip(PARAMETERS, prior.parameters, strict=True)), "log_likelihood": prior.log_likelihood}
        starts = prior.starts
    _log_optima(starts, row.get("refusal"))
    reached = [dict(zip(PARAMETERS, start.reached, strict=True)) | asdict(start) for start in starts]
    return pa.Table.from_pylist([row | {"starts": reached}], schema=_PRIOR)


@table("totals.pair_ebgm", values={"least": LEAST_CASES}, prior=_FITTED)
@table("watch.term_ebgm", values={"least": LEAST_CASES}, prior=_FITTED)
def shrink(cells: pd.DataFrame, prior: pd.DataFrame) -> pd.DataFrame:
    """EBGM, EB05, EB95 and probabilities of every cell, undefined where no prior was fitted."""
    keys = cells.drop(columns=["a", "expected_stratified"])
    names = ("ebgm", "ebgm_lower", "ebgm_upper", "probability_above_1_5", "probability_above_2")
    if prior["refusal"].notna()[0]:
        undefined = dict.fromkeys(names, np.nan)
        return keys.assign(**undefined, is_ebgm=pd.array([pd.NA] * len(cells), dtype="boolean"))
    alpha1, beta1, alpha2, beta2, p = (float(prior[name].iloc[0]) for name in PARAMETERS)
    fitted = Prior(alpha1, beta1, alpha2, beta2, p)
    n, expected = cells["a"].to_numpy(dtype=np.float64), cells["expected_stratified"].to_numpy()
    scores = ebgm.score(fitted, n, expected)
    above = [ebgm.posterior_probability_above(fitted, n, expected, ratio) for ratio in (1.5, 2.0)]
    columns = dict(zip(names, (scores.geometric_mean, scores.lower, scores.upper, *above), strict=True))
    return keys.assign(**columns, is_ebgm=is_ebgm(scores.lower))


def _log_optima(starts: Sequence[Start], refusal: object) -> None:
    """Log which optima the starts reached, the worse ones too, and whether the best is used."""
    reached = Counter(round(-start.log_likelihood, 2) for start in starts)
    optima = "; ".join(f"{value:,.2f} from {count} starts" for value, count in sorted(reached.items()))
    log.info("MGPS prior, -log L: %s; %s", optima or "nothing fitted", refusal or "the first is used")


def _by_stratum(cells: Columns, members: npt.NDArray[np.int64], strata: npt.NDArray[np.int64]) -> Floats:
    """Cases of every member, one column a stratum."""
    is_member = np.isin(cells["id"], members)
    totals = np.zeros((len(members), len(strata)))
    position = np.searchsorted(members, cells["id"][is_member]), np.searchsorted(strata, cells["stratum_id"][is_member])
    totals[position] = cells["case_count"][is_member]
    return totals
