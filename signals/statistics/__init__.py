"""Statistics of disproportionate reporting: pure functions, arrays in and arrays out.

Unless a docstring says otherwise,

- an argument is a column: a list, an array or a pandas Series of n numbers, or a scalar for a column of length 1; all
  columns of a call have one length; a count is a whole number of cases, 0 or more;
- a result is a float64 array of shape (n,), NaN (never infinity) where it is undefined;
- a column that does not fit raises a ValueError that names the argument and the first offending position, from 0.
"""

from signals.statistics.score_table import score

__all__ = ["score"]
