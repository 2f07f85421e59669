"""Measures of disproportionate reporting: pure functions, arrays in and arrays out, NaN where undefined."""

from signals.statistics.scoring import score

__all__ = ["score"]
