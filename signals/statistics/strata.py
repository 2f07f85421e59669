"""Strata of age, sex and year that hold enough cases for an expectation."""

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import IntArray, check_same_length, count_column, integer_column

FEWEST_CASES = 500
"""Cases of a stratum. Its expectation holds the drug's own cases: with few others, E runs after a."""


def merged_strata(
    age: npt.ArrayLike,
    sex: npt.ArrayLike,
    year: npt.ArrayLike,
    case_count: npt.ArrayLike,
    fewest: int = FEWEST_CASES,
    unknown_sex: int = 0,
) -> IntArray:
    """Number of the stratum that each cell of age x sex x year belongs to, so that every stratum holds enough cases.

    Years give way first: consecutive ones are joined from the earliest on until they hold `fewest` cases, and a rest
    joins the last. Where all years of an age and sex hold fewer, unknown sex joins the commonest sex of that age, and
    then consecutive ages of a sex are joined like years. Sexes are joined where one of them has fewer in all.

    Parameters
    ----------
    age, sex, year
        Integers of each cell, each combination once. Ages and years are joined in their order; unknown ones are best
        the highest or the lowest.
    case_count
        Cases of each cell.
    fewest
        Cases that a stratum must hold.
    unknown_sex
        The integer that stands for an unknown sex.

    Returns
    -------
    ndarray of integers
        From 0, in the order of age, sex and year. Every stratum holds `fewest` cases or more; there is one stratum
        where all cells together hold fewer.

    Examples
    --------
    >>> merged_strata([1, 1, 1, 2], [1, 1, 1, 1], [2020, 2021, 2022, 2020], [400, 300, 900, 700])
    array([0, 0, 1, 2])
    """
    ages, sexes, years = (
        integer_column(name, values) for name, values in {"age": age, "sex": sex, "year": year}.items()
    )
    cases = count_column("case_count", case_count)
    check_same_length(age=ages, sex=sexes, year=years, case_count=cases)
    sexes = _without_rare_sexes(_known_where_rare(ages, sexes, cases, fewest, unknown_sex), cases, fewest)
    ages = _join_thin_runs(ages, sexes[np.newaxis], cases, fewest)
    years = _join_thin_runs(years, np.stack([ages, sexes]), cases, fewest)
    return _number_of(np.stack([ages, sexes, years]))


def _known_where_rare(ages: IntArray, sexes: IntArray, cases: npt.NDArray, fewest: int, unknown: int) -> IntArray:
    """The sexes, an unknown one replaced by the commonest of its age, or of all, where it has too few cases there."""
    result = sexes.copy()
    for one in np.unique(ages):
        is_unknown = (ages == one) & (sexes == unknown)
        if cases[is_unknown].sum() < fewest:
            of_age, of_all = (ages == one) & (sexes != unknown), sexes != unknown
            result[is_unknown] = _commonest(sexes, cases, of_age if of_age.any() else of_all, unknown)
    return result


def _commonest(sexes: IntArray, cases: npt.NDArray, among: npt.NDArray[np.bool_], otherwise: int) -> int:
    distinct, position = np.unique(sexes[among], return_inverse=True)
    return int(distinct[np.bincount(position, cases[among]).argmax()]) if distinct.size else otherwise


def _without_rare_sexes(sexes: IntArray, cases: npt.NDArray, fewest: int) -> IntArray:
    """The sexes, or one in place of all where any has too few cases."""
    _, position = np.unique(sexes, return_inverse=True)
    return np.zeros_like(sexes) if (np.bincount(position, cases) < fewest).any() else sexes


def _join_thin_runs(values: IntArray, within: IntArray, cases: npt.NDArray, fewest: int) -> IntArray:
    """Within each group, the first value of the run of consecutive ones that a value is joined to."""
    result = values.copy()
    group = _number_of(within)
    for one in range(int(group.max(initial=-1)) + 1):
        is_own = group == one
        distinct, position = np.unique(values[is_own], return_inverse=True)
        case_counts = np.bincount(position, cases[is_own])
        result[is_own] = distinct[_first_of_run(case_counts, fewest)[position]]
    return result


def _first_of_run(case_counts: npt.NDArray, fewest: int) -> IntArray:
    """The place at which each place's run begins: runs hold `fewest` or more, and a rest joins the last."""
    firsts, first, total = [], 0, 0.0
    for place, count in enumerate(case_counts):
        total += count
        firsts.append(first)
        if total >= fewest:
            first, total = place + 1, 0.0
    result = np.array(firsts)
    if total and first:
        result[first:] = result[first - 1]
    return result


def _number_of(keys: IntArray) -> IntArray:
    """Number of each column among the distinct columns, in their order."""
    return np.unique(keys, axis=1, return_inverse=True)[1].ravel()
