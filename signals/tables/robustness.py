"""A watched pair looked at from every side: over time, to onset, unmasked, one case fewer, and calibrated.

Counts leave DuckDB as arrays, go through the pure functions of signals.statistics, and come back as tables with the
same keys.
"""

from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np
import pandas as pd

from signals.build.graph import Model
from signals.statistics.calibration import (
    LEAST_CONTROLS,
    EmpiricalNull,
    NullRefusedError,
    calibrated_lower,
    calibrated_p,
    fit_null,
    leave_one_out_coverage,
)
from signals.statistics.criteria import is_evans, is_ic, is_ror
from signals.statistics.fragility import cases_to_lose
from signals.statistics.masking import masking_ratio
from signals.statistics.onset import LEAST_CASES, weibull_shape
from signals.statistics.verdict import DISPROPORTIONATE, human_verdict
from signals.tables.frames import typed
from signals.tables.watch_scores import KEYS, plain

LEAST_MASKING_RATIO = 1.05
"""A drug masks an event where its reports raise the event's share by a twentieth."""
MASKS_AN_EVENT = 5
NO_ERROR = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=0)


def score_cells(connection: duckdb.DuckDBPyConnection, *, source: str, keys: list[str]) -> None:
    """Make <source>_score: statistics, criteria and verdict of a table of cells a, b, c, d with these keys."""
    counts = connection.execute(f"SELECT {_names(keys)}, a, b, c, d FROM {source}").df()
    statistics = plain(counts)
    bounds = (statistics[name] for name in ("expected", "ic_lower", "ic_upper", "ror_lower"))
    scored = pd.concat([counts[keys], statistics], axis="columns").assign(
        is_evans=is_evans(counts["a"], statistics["prr"], statistics["chi_square_yates"]),
        is_ror=is_ror(counts["a"], statistics["ror_lower"]),
        is_ic=is_ic(statistics["ic_lower"]),
        human_verdict=human_verdict(counts["a"], counts["b"], counts["c"], *bounds),
    )
    cell_scores = typed(scored)  # noqa: F841 - DuckDB reads it by name
    connection.execute(f"CREATE TABLE {source}_score AS FROM cell_scores")


def rank_masks(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.mask: the drugs that mask each watched event, the strongest first."""
    candidates = connection.execute("SELECT * FROM watch.mask_candidate ORDER BY ALL").df()
    candidates["masking_ratio"] = masking_ratio(
        candidates["drug_event_count"],
        candidates["drug_case_count"],
        candidates["event_case_count"],
        candidates["case_count"],
    )
    masks = candidates[candidates["masking_ratio"] >= LEAST_MASKING_RATIO].sort_values(
        ["masking_ratio", "ingredient"], ascending=[False, True]
    )
    masks["rank"] = masks.groupby(["event", "event_kind", "analysis"]).cumcount() + 1
    ranked = typed(masks[masks["rank"] <= MASKS_AN_EVENT])  # noqa: F841 - DuckDB reads it by name
    connection.execute("CREATE TABLE watch.mask AS FROM ranked")


def count_cases_to_lose(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.cases_to_lose: of every disproportionate pair in the primary and the no_ms_context analysis."""
    counts = connection.execute(
        """
        SELECT watch.* FROM watch.cells AS watch
        INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
        WHERE watch.analysis IN ('primary', 'no_ms_context') AND score.human_verdict = $verdict
        ORDER BY ALL
        """,
        {"verdict": DISPROPORTIONATE},
    ).df()
    fewest = cases_to_lose(counts["a"], counts["b"], counts["c"], counts["d"])
    fragility = typed(counts[[*KEYS, "analysis"]]).assign(cases_to_lose=fewest.astype(np.int64))  # noqa: F841 - read by name
    connection.execute("CREATE TABLE watch.cases_to_lose AS FROM fragility")


def shape_onsets(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.onset_shape: the Weibull shape of every watched pair with 20 known onsets or more."""
    onsets = connection.execute(
        f"""
        SELECT {_names(KEYS)}, list(onset_days ORDER BY onset_days) AS days FROM watch.onset_case
        WHERE onset_days IS NOT NULL GROUP BY ALL HAVING count(*) >= $least ORDER BY {_names(KEYS)}
        """,
        {"least": LEAST_CASES},
    ).df()
    fits = [weibull_shape(days) for days in onsets["days"]]
    shapes = typed(onsets[KEYS]).assign(  # noqa: F841 - DuckDB reads it by name
        weibull_shape=[fit.shape if fit else np.nan for fit in fits],
        weibull_shape_lower=[fit.shape_lower if fit else np.nan for fit in fits],
        weibull_shape_upper=[fit.shape_upper if fit else np.nan for fit in fits],
        weibull_scale_days=[fit.scale_days if fit else np.nan for fit in fits],
    )
    connection.execute(
        f"""
        CREATE TABLE watch.onset_shape AS
        SELECT {_names(KEYS)}, CAST(weibull_shape AS DOUBLE) AS weibull_shape
            , CAST(weibull_shape_lower AS DOUBLE) AS weibull_shape_lower
            , CAST(weibull_shape_upper AS DOUBLE) AS weibull_shape_upper
            , CAST(weibull_scale_days AS DOUBLE) AS weibull_scale_days
        FROM shapes
        """
    )


def calibrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.calibration_null, a row an event group x analysis, and watch.calibration, a row a watched pair."""
    controls = connection.execute(
        """
        SELECT event, analysis, a, expected FROM watch.control
        INNER JOIN watch.control_score USING (control_kind, drug, event, event_kind, analysis)
        WHERE control_kind = 'negative' AND expected > 0 ORDER BY ALL
        """
    ).df()
    pairs = connection.execute(
        """
        SELECT drug, drug_kind, event, analysis, a, coalesce(expected, 0) AS expected FROM watch.cells
        INNER JOIN watch.score USING (drug, drug_kind, event, event_kind, analysis)
        WHERE event_kind = 'group' AND analysis IN ('primary', 'no_ms_context') ORDER BY ALL
        """
    ).df()
    nulls, calibrated = [], []
    for (event, analysis), watched in pairs.groupby(["event", "analysis"]):
        of_group = controls[(controls["event"] == event) & (controls["analysis"] == analysis)]
        null, row = _null(of_group)
        nulls.append({"event": event, "analysis": analysis, **row})
        calibrated.append(_calibrated(watched, null))
    null_rows, calibrated_rows = typed(pd.DataFrame(nulls)), typed(pd.concat(calibrated))  # noqa: F841 - read by name
    connection.execute("CREATE TABLE watch.calibration_null AS FROM null_rows")
    connection.execute("CREATE TABLE watch.calibration AS FROM calibrated_rows")


def _null(controls: pd.DataFrame) -> tuple[EmpiricalNull | None, dict[str, object]]:
    row: dict[str, object] = {"control_count": len(controls), "reason": None}
    undefined = {"null_mean": np.nan, "null_sd": np.nan, "leave_one_out_coverage": np.nan}
    try:
        null = fit_null(controls["a"], controls["expected"], LEAST_CONTROLS)
        coverage = leave_one_out_coverage(controls["a"], controls["expected"], LEAST_CONTROLS)
    except NullRefusedError as refused:
        return None, row | undefined | {"reason": f"not calibrated: {refused}"}
    return null, row | {"null_mean": null.mean, "null_sd": null.sd, "leave_one_out_coverage": coverage}


def _calibrated(pairs: pd.DataFrame, null: EmpiricalNull | None) -> pd.DataFrame:
    counts = (pairs["a"], pairs["expected"])
    return pairs.assign(
        p_value=calibrated_p(*counts, NO_ERROR),
        calibrated_p=calibrated_p(*counts, null) if null else np.nan,
        calibrated_lower=calibrated_lower(*counts, null) if null else np.nan,
    ).drop(columns="a")


def _names(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


def check_models() -> list[Model]:
    """The tables above as nodes of the build's graph."""
    return [
        _scored("watch.trend", [*KEYS, "analysis", "quarter"]),
        _scored("watch.unmasked", [*KEYS, "analysis"]),
        _scored("watch.left_out", [*KEYS, "analysis", "trait", "value"]),
        _scored("watch.control", ["control_kind", "drug", "event", "event_kind", "analysis"]),
        _made("watch.mask", {"watch.mask_candidate"}, rank_masks),
        _made("watch.cases_to_lose", {"watch.cells", "watch.score"}, count_cases_to_lose),
        _made("watch.onset_shape", {"watch.onset_case"}, shape_onsets),
        Model(
            "watch.calibration",
            frozenset({"watch.control", "watch.control_score", "watch.cells", "watch.score"}),
            make=calibrate,
            also_makes=("watch.calibration_null",),
        ),
    ]


def _made(name: str, reads: set[str], make: Callable[[duckdb.DuckDBPyConnection], None]) -> Model:
    return Model(name, frozenset(reads), make=make)


def _scored(source: str, keys: list[str]) -> Model:
    return Model(f"{source}_score", frozenset({source}), make=partial(score_cells, source=source, keys=keys))
