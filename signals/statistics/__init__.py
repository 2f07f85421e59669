"""Statistics of disproportionate reporting: pure functions, arrays in and arrays out.

Unless a docstring says otherwise,

- an argument is a column: a list, an array or a pandas Series of n numbers, or a scalar for a column of length 1; all
  columns of a call have one length; a count is a whole number of cases, 0 or more;
- a result is a float64 array of shape (n,), NaN (never infinity) where it is undefined;
- a column that does not fit raises a ValueError that names the argument and the first offending position, from 0.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signals.statistics.score_table import score

__all__ = ["score"]


def __getattr__(name: str) -> Any:
    """Import ``score`` where it is first used: a week without news needs no pandas, which takes a second to import."""
    if name == "score":
        from signals.statistics import score_table

        return score_table.score
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
