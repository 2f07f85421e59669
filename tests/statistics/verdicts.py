"""The verdict on 2x2 tables, put together as the build does it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from signals.statistics import score
from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from signals.statistics.verdict import human_verdict, is_disproportionate, is_disproportionate_within


def verdict_of(a: Any, b: Any, c: Any, d: Any, *, is_restricted: bool = False) -> npt.NDArray[np.object_]:
    """The verdict on each table; `is_restricted`: the comparator is."""
    scores = score(a, b, c, d)
    lower, upper = exact_odds_ratio_limits(a, b, c, d)
    if is_restricted:
        stands_out = is_disproportionate_within(a, lower)
    else:
        stands_out = is_disproportionate(a, b, c, scores["ic_lower"], scores["ror_lower"])
    return human_verdict(stands_out, scores["expected"], scores["ic_upper"], upper)
