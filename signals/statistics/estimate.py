"""Estimates with their intervals."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtri

from signals.statistics.array_checks import FloatArray
from signals.statistics.number import check_number


@dataclass(frozen=True)
class Estimate:
    """Estimates with the bounds of their two-sided intervals, columns of shape (n,); NaN where undefined."""

    value: FloatArray
    lower: FloatArray
    upper: FloatArray

    @classmethod
    def from_log(cls, value: FloatArray, log_standard_error: FloatArray, confidence_level: float) -> Self:
        """Interval symmetric on the log scale, value x exp(-+ z SE).

        Parameters
        ----------
        value
            Estimates above 0, NaN where undefined.
        log_standard_error
            Standard errors of their natural logarithms; NaN gives an estimate without an interval.
        confidence_level
            Of the two-sided interval, between 0 and 1.

        Returns
        -------
        Estimate
            Columns of the shape of `value`.
        """
        check_number("confidence_level", confidence_level, 0, 1)
        z = ndtri((1 + confidence_level) / 2)
        factor = np.exp(z * log_standard_error)
        return cls(value=value, lower=value / factor, upper=value * factor)
