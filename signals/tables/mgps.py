"""EBGM and q-values in a build: the cells of matched ingredients leave DuckDB, are fitted and shrunk, and come back."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.build.graph import Model
from signals.statistics import ebgm
from signals.statistics.criteria import is_ebgm
from signals.statistics.ebgm import Prior, PriorRefusedError, Start
from signals.statistics.fisher import midp_greater
from signals.statistics.multiplicity import q_values, q_values_by

log = logging.getLogger("nibwatch.detect")

LEAST_CASES = 5
"""Cases that a matched ingredient needs to enter the MGPS fit (fewer say nothing of its ratio)."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Matched ingredients with enough cases x all terms: the pairs with a case, and the totals by stratum."""

    pairs: pd.DataFrame
    ingredient_totals: Floats
    event_totals: Floats
    stratum_totals: Floats
    ingredient_position: npt.NDArray[np.int64]
    event_position: npt.NDArray[np.int64]


def fit(connection: duckdb.DuckDBPyConnection) -> None:
    """Make totals.prior: one row, the prior or the reason of its refusal, and what every start of the fit reached."""
    try:
        prior = _fit(_grid(connection))
        row = _parameters(prior.parameters) | {"log_likelihood": prior.log_likelihood, "refusal": None}
        starts = prior.starts
    except PriorRefusedError as refused:
        row = _parameters((None,) * 5) | {"log_likelihood": None, "refusal": refused.reason}
        starts = refused.starts
    _log_optima(starts, row["refusal"])
    connection.execute(
        """
        CREATE TABLE totals.prior AS
        SELECT CAST($alpha1 AS DOUBLE) AS alpha1, CAST($beta1 AS DOUBLE) AS beta1
            , CAST($alpha2 AS DOUBLE) AS alpha2, CAST($beta2 AS DOUBLE) AS beta2, CAST($p AS DOUBLE) AS p
            , CAST($log_likelihood AS DOUBLE) AS log_likelihood, CAST($refusal AS VARCHAR) AS refusal
            , CAST($starts AS STRUCT(
                alpha1 DOUBLE, beta1 DOUBLE, alpha2 DOUBLE, beta2 DOUBLE, p DOUBLE, log_likelihood DOUBLE,
                is_converged BOOLEAN)[]) AS starts
        """,
        row | {"starts": [_start(start) for start in starts]},
    )


def _log_optima(starts: Sequence[Start], refusal: object) -> None:
    """Say which optima the starts reached, the worse ones too, and whether the best is used."""
    reached = Counter(round(-start.log_likelihood, 2) for start in starts)
    optima = "; ".join(f"{value:,.2f} from {count} starts" for value, count in sorted(reached.items()))
    log.info("MGPS prior, -log L: %s; %s", optima or "nothing fitted", refusal or "the first is used")


def shrink(connection: duckdb.DuckDBPyConnection) -> None:
    """Make totals.pair_ebgm and watch.term_ebgm: EBGM, EB05, EB95 and probabilities where a prior was fitted."""
    prior = _prior(connection)
    for name, source in (("totals.pair_ebgm", "totals.pair"), ("watch.term_ebgm", "watch.term_pair")):
        cells = connection.execute(_CELLS[source], {"least": LEAST_CASES}).df()
        scores = _shrunk(prior, cells)  # noqa: F841 - DuckDB reads it by name
        connection.execute(f"CREATE TABLE {name} AS FROM scores")


def correct(connection: duckdb.DuckDBPyConnection) -> None:
    """Make totals.pair_q and watch.term_q: mid-p of every cell, q-values within its family.

    The family is every cell of its ingredients x terms whose margins are positive, cells without a case included:
    testing only a >= 1 would select on the outcome.
    """
    pairs = connection.execute(
        """
        SELECT pair.ingredient_id, pair.event_id, a, b, c, d, is_matched
        FROM totals.pair AS pair INNER JOIN totals.ingredient USING (ingredient_id) ORDER BY ALL
        """
    ).df()
    margins = _margins(connection)
    pair_q = pairs[["ingredient_id", "event_id"]].assign(**_corrected(pairs, margins))  # noqa: F841 - read by name
    connection.execute("CREATE TABLE totals.pair_q AS FROM pair_q")
    cells = connection.execute("SELECT drug, event, a, b, c, d FROM watch.term_pair ORDER BY ALL").df()
    p = midp_greater(cells["a"], cells["b"], cells["c"], cells["d"])
    watch_q = cells[["drug", "event"]].assign(  # noqa: F841 - DuckDB reads it by name
        p_midp=p, q_value=q_values(p), q_value_by=q_values_by(p)
    )
    connection.execute("CREATE TABLE watch.term_q AS FROM watch_q")


def mgps_models() -> list[Model]:
    """The tables above as nodes of the build's graph; each function makes what the others read."""
    grid = {"totals.pair", "totals.pair_expected", "totals.ingredient", "totals.ingredient_stratum"}
    grid |= {"totals.event_stratum", "totals.stratum"}
    cells = frozenset({"totals.prior", "totals.pair", "totals.pair_expected", "totals.ingredient", "watch.term_pair"})
    return [
        Model("totals.prior", frozenset(grid), make=fit),
        Model("totals.pair_ebgm", cells, make=shrink, also_makes=("watch.term_ebgm",)),
        Model(
            "totals.pair_q",
            frozenset({"totals.pair", "totals.ingredient", "totals.event", "watch.term_pair", "watch.counted_case"}),
            make=correct,
            also_makes=("watch.term_q",),
        ),
    ]


_CELLS = {
    "totals.pair": """
        SELECT ingredient_id, event_id, a, expected_stratified
        FROM totals.pair
        INNER JOIN totals.pair_expected USING (ingredient_id, event_id)
        INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
        WHERE ingredient.is_matched AND ingredient.case_count >= $least
        ORDER BY ingredient_id, event_id
    """,
    "watch.term_pair": """
        SELECT drug, event, a, expected_stratified
        FROM watch.term_pair
        WHERE is_matched AND ingredient_case_count >= $least
    """,
}


def _grid(connection: duckdb.DuckDBPyConnection) -> Grid:
    ingredients = _column(
        connection,
        "SELECT ingredient_id FROM totals.ingredient WHERE is_matched AND case_count >= $least ORDER BY ingredient_id",
        {"least": LEAST_CASES},
    )
    events = _column(connection, "SELECT DISTINCT event_id FROM totals.event_stratum ORDER BY event_id")
    strata = _column(connection, "SELECT stratum_id FROM totals.stratum ORDER BY stratum_id")
    pairs = connection.execute(_CELLS["totals.pair"], {"least": LEAST_CASES}).df()
    return Grid(
        pairs=pairs,
        ingredient_totals=_by_stratum(connection, "ingredient", ingredients, strata),
        event_totals=_by_stratum(connection, "event", events, strata),
        stratum_totals=_column(connection, "SELECT case_count FROM totals.stratum ORDER BY stratum_id").astype(
            np.float64
        ),
        ingredient_position=np.searchsorted(ingredients, pairs["ingredient_id"]),
        event_position=np.searchsorted(events, pairs["event_id"]),
    )


def _column(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object] | None = None
) -> npt.NDArray[np.int64]:
    """The one column of a query, as whole numbers."""
    (column,) = connection.execute(sql, parameters or {}).fetchnumpy().values()
    return np.asarray(column, dtype=np.int64)


def _by_stratum(
    connection: duckdb.DuckDBPyConnection, kind: str, members: npt.NDArray[np.int64], strata: npt.NDArray[np.int64]
) -> Floats:
    """Cases of every member, one column a stratum."""
    rows = connection.execute(f"SELECT {kind}_id, stratum_id, case_count FROM totals.{kind}_stratum").fetchnumpy()
    is_member = np.isin(rows[f"{kind}_id"], members)
    totals = np.zeros((len(members), len(strata)))
    position = np.searchsorted(members, rows[f"{kind}_id"][is_member])
    totals[position, np.searchsorted(strata, rows["stratum_id"][is_member])] = rows["case_count"][is_member]
    return totals


def _fit(grid: Grid) -> Prior:
    if grid.pairs.empty:
        raise PriorRefusedError(f"no matched ingredient has {LEAST_CASES} cases, so there is nothing to learn from")
    zero = ebgm.group_zero_cells(
        grid.ingredient_totals, grid.event_totals, grid.stratum_totals, grid.ingredient_position, grid.event_position
    )
    n = np.concatenate([grid.pairs["a"].to_numpy(dtype=np.float64), np.zeros_like(zero.expected)])
    expected = np.concatenate([grid.pairs["expected_stratified"].to_numpy(), zero.expected])
    return ebgm.fit_prior(n, expected, weight=np.concatenate([np.ones(len(grid.pairs)), zero.weight]))


def _parameters(values: tuple[float | None, ...]) -> dict[str, object]:
    return dict(zip(("alpha1", "beta1", "alpha2", "beta2", "p"), values, strict=True))


def _start(start: Start) -> dict[str, object]:
    outcome = {"log_likelihood": start.log_likelihood, "is_converged": start.is_converged}
    return _parameters(start.reached) | outcome


def _prior(connection: duckdb.DuckDBPyConnection) -> Prior | None:
    row = connection.execute("SELECT alpha1, beta1, alpha2, beta2, p, refusal FROM totals.prior").fetchall()[0]
    return None if row[5] is not None else Prior(*row[:5])


def _shrunk(prior: Prior | None, cells: pd.DataFrame) -> pd.DataFrame:
    keys = cells.drop(columns=["a", "expected_stratified"])
    names = ("ebgm", "ebgm_lower", "ebgm_upper", "probability_above_1_5", "probability_above_2")
    if prior is None:
        undefined = {name: np.full(len(cells), np.nan) for name in names}
        return keys.assign(**undefined, is_ebgm=pd.array([pd.NA] * len(cells), dtype="boolean"))
    n, expected = cells["a"].to_numpy(dtype=np.float64), cells["expected_stratified"].to_numpy()
    scores = ebgm.score(prior, n, expected)
    above = [ebgm.posterior_probability_above(prior, n, expected, ratio) for ratio in (1.5, 2.0)]
    columns = dict(zip(names, (scores.geometric_mean, scores.lower, scores.upper, *above), strict=True))
    return keys.assign(**columns, is_ebgm=is_ebgm(scores.lower))


def _margins(connection: duckdb.DuckDBPyConnection) -> dict[str, npt.NDArray[np.int64]]:
    """Case counts of the matched ingredients and of all terms, and N."""
    return {
        "ingredient": _column(connection, "SELECT case_count FROM totals.ingredient WHERE is_matched"),
        "event": _column(connection, "SELECT case_count FROM totals.event"),
        "total": _column(connection, "SELECT count(*) AS case_count FROM watch.counted_case"),
    }


def _corrected(pairs: pd.DataFrame, margins: dict[str, npt.NDArray[np.int64]]) -> dict[str, Floats]:
    """mid-p and q-values of the matched pairs, beside all cells of their family without a case; NaN for others."""
    is_member = pairs["is_matched"].to_numpy(dtype=bool)
    members = pairs[is_member]
    p = midp_greater(members["a"], members["b"], members["c"], members["d"])
    empty_p, empty_weight = _empty_cells(members, margins)
    family = np.concatenate([p, empty_p])
    weight = np.concatenate([np.ones(len(p)), empty_weight])
    result = {name: np.full(len(pairs), np.nan) for name in ("p_midp", "q_value", "q_value_by")}
    result["p_midp"][is_member] = p
    result["q_value"][is_member] = q_values(family, weight)[: len(p)]
    result["q_value_by"][is_member] = q_values_by(family, weight)[: len(p)]
    return result


def _empty_cells(pairs: pd.DataFrame, margins: dict[str, npt.NDArray[np.int64]]) -> tuple[Floats, Floats]:
    """mid-p and number of the cells with a = 0, one row a pair of margins that occurs."""
    drug, drug_number = np.unique(margins["ingredient"], return_counts=True)
    event, event_number = np.unique(margins["event"], return_counts=True)
    weight = np.multiply.outer(drug_number, event_number).astype(np.float64)
    position = np.searchsorted(drug, pairs["a"] + pairs["b"]), np.searchsorted(event, pairs["a"] + pairs["c"])
    np.subtract.at(weight, position, 1)
    b, c = (margin.ravel() for margin in np.meshgrid(drug, event, indexing="ij"))
    d = margins["total"][0] - b - c
    is_cell = (weight.ravel() > 0) & (d >= 0)  # a = 0 cannot be where the margins overlap by force
    zeros = np.zeros(int(is_cell.sum()))
    return midp_greater(zeros, b[is_cell], c[is_cell], d[is_cell]), weight.ravel()[is_cell]
