"""All measures of a column of 2x2 tables in one frame."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.statistics.array_checks import check_same_length, finite_column
from signals.statistics.chi_square import chi_square, chi_square_yates
from signals.statistics.contingency import ContingencyTable
from signals.statistics.information_component import information_component
from signals.statistics.ratios import prr, ror


def score(
    a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike, expected: npt.ArrayLike | None = None
) -> pd.DataFrame:
    """PRR, ROR, chi-squares and IC of whole columns of 2x2 tables of cases, with 95% intervals.

    Parameters
    ----------
    a, b, c, d
        Counts of cases with drug and event, drug only, event only, and neither.
    expected
        Replaces E = (a + b)(a + c) / N in the IC and in the column `expected`, such as E within strata; 0 or more.

    Returns
    -------
    DataFrame
        One row a table, with the index of `a` if that is a Series, and the columns expected, prr, prr_lower, prr_upper,
        chi_square, chi_square_yates, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper. NaN: PRR where c = 0 or a + b =
        0 (it is 0 where a = 0 and c > 0), its interval where a = 0 or c = 0; ROR and its interval where any cell is 0;
        chi-squares where a margin is 0; IC and E where N = 0.

    Raises
    ------
    ValueError
        A count is negative, fractional, missing or infinite, `expected` is negative, missing or infinite, or lengths
        differ; the message names the argument and the first offending position.

    References
    ----------
    Evans (2001) for PRR and Yates' chi-square, van Puijenbroek (2002) for ROR, Noren (2013) for IC: see the modules.

    Examples
    --------
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
        check_same_length(a=table.a, expected=expectation)
    proportional, odds = prr(table), ror(table)
    # Where N = 0 nothing was observed, whatever was expected.
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
