"""Omega: more cases on two drugs together than each drug's own excess explains."""

import pandas as pd

from signals.build.table import table
from signals.statistics.criteria import is_omega
from signals.statistics.interaction import COUNT_NAMES, expected_together, omega


@table("watch.omega", cells="FROM watch.interaction ORDER BY ALL")
def score_interactions(cells: pd.DataFrame) -> pd.DataFrame:
    """Every watched ingredient, companion and event.

    Parameters
    ----------
    cells
        The rows of watch.interaction: eight counts of cases by which of the three are named.

    Returns
    -------
    The keys with ``expected_together`` (cases), ``omega, omega_lower, omega_upper`` (log2 of a ratio) and ``is_omega``.
    """
    counts = [cells[name] for name in COUNT_NAMES]
    estimate = omega(*counts)
    return cells[["drug", "companion", "event", "event_kind"]].assign(
        expected_together=expected_together(*counts),
        omega=estimate.value,
        omega_lower=estimate.lower,
        omega_upper=estimate.upper,
        is_omega=is_omega(estimate.lower),
    )
