"""An estimate with its interval."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtri

from signals.statistics.contingency import FloatArray


@dataclass(frozen=True)
class Estimate:
    """A column of estimates with the lower and upper bounds of their two-sided intervals; NaN where
    undefined."""

    value: FloatArray
    lower: FloatArray
    upper: FloatArray

    @classmethod
    def from_log(cls, value: FloatArray, log_standard_error: FloatArray, confidence_level: float) -> Self:
        """Interval that is symmetric on the log scale: value x exp(-+ z SE)."""
        check_confidence_level(confidence_level)
        z = ndtri((1 + confidence_level) / 2)
        factor = np.exp(z * log_standard_error)
        return cls(value=value, lower=value / factor, upper=value * factor)


def check_confidence_level(confidence_level: float) -> None:
    """Raise a ValueError unless 0 < confidence_level < 1."""
    if not 0 < confidence_level < 1:
        raise ValueError(f"confidence_level must lie between 0 and 1, such as 0.95; found {confidence_level}")
