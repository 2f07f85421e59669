"""All measures of a column of 2x2 tables in one frame."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.statistics.chi_square import chi_square, chi_square_yates
from signals.statistics.contingency import ContingencyTable, check_same_length, finite_column
from signals.statistics.information_component import information_component
from signals.statistics.ratios import prr, ror


def score(
    a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike, expected: npt.ArrayLike | None = None
) -> pd.DataFrame:
    """Score whole columns of 2x2 tables of cases: PRR, ROR, chi-squares and IC with their 95% intervals.

    `a` drug and event, `b` drug only, `c` event only, `d` neither. `expected` replaces E = (a+b)(a+c)/N in
    the IC and in the column of that name, where it was worked out within strata; 0 is allowed.

    Returns one row a table (with the index of `a` where that is a pandas Series) and the columns expected,
    prr, prr_lower, prr_upper, chi_square, chi_square_yates, ror, ror_lower, ror_upper, ic, ic_lower,
    ic_upper. A value that is undefined is NaN, never infinity: PRR when c = 0 or a + b = 0 (it is 0 when a =
    0 and c > 0), its interval when a = 0 or c = 0; ROR and its interval when any cell is 0; chi-squares when
    a margin is 0; IC and E when N = 0.

    Raises ValueError, naming the argument and the first offending position, for counts that are negative,
    fractional, missing or infinite, for an `expected` that is negative, missing or infinite, and for lengths
    that differ.

    References
    ----------
    Evans (2001) for PRR and Yates' chi-square, van Puijenbroek (2002) for ROR, Noren (2013) for IC: see each
    module.

    Example
    -------
    Counts of Noren (2006), Stat Med 25:3740-3757, Table III, first two rows:

    >>> scores = score(a=[25, 203], b=[1101, 29865], c=[62, 305], d=[571385, 124836])
    >>> scores[["prr", "ror", "ic", "ic_lower"]].round(3)
           prr      ror     ic  ic_lower
    0  204.638  209.262  5.248     4.627
    1    2.770    2.782  1.041     0.835
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    expectation = table.expected
    if expected is not None:
        expectation = finite_column("expected", expected)
        check_same_length("expected", expectation, "a", table.a)
    proportional, odds = prr(table), ror(table)
    # Without any case nothing was observed, whatever was expected.
    information = information_component(table.a, np.where(table.total > 0, expectation, np.nan))
    return pd.DataFrame(
        {
            "expected": expectation,
            "prr": proportional.value,
            "prr_lower": proportional.lower,
            "prr_upper": proportional.upper,
            "chi_square": chi_square(table),
            "chi_square_yates": chi_square_yates(table),
            "ror": odds.value,
            "ror_lower": odds.lower,
            "ror_upper": odds.upper,
            "ic": information.value,
            "ic_lower": information.lower,
            "ic_upper": information.upper,
        },
        index=a.index if isinstance(a, pd.Series) else None,
        copy=False,
    )
