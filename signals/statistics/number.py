"""Checks of single numbers, which refuse a number with a ValueError that names what is wrong."""

from numbers import Real

import numpy as np


def check_number(name: str, value: float, lower: float, upper: float) -> None:
    """Refuse what is not one number between the limits.

    Parameters
    ----------
    name
        What the error calls the number.
    value
        The number; NaN is refused.
    lower, upper
        Limits, both excluded.

    Raises
    ------
    ValueError
        The value is no single number, or not between the limits.
    """
    if not (isinstance(value, Real) and lower < value < upper):
        raise ValueError(f"{name} must be one number above {lower:g} and below {upper:g}; found {value!r}")


def check_whole(name: str, value: int, least: int) -> None:
    """Refuse what is not one whole number of at least `least`.

    Parameters
    ----------
    name
        What the error calls the number.
    value
        The number; a whole float such as 3.0 is accepted.
    least
        Least value that is accepted.

    Raises
    ------
    ValueError
        The value is no single whole number, or is too small.
    """
    if not (isinstance(value, Real) and least <= value < np.inf and value == int(value)):
        raise ValueError(f"{name} must be one whole number of at least {least}; found {value!r}")
