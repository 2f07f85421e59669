"""Numbers and intervals as text; what is undefined is a dash, never nan or inf."""

import math

UNDEFINED = "-"


def number(value: float | None, digits: int = 2) -> str:
    """A number with thousands separators and ``digits`` decimals; a dash for None, NaN and infinity."""
    return UNDEFINED if value is None or not math.isfinite(value) else f"{value:,.{digits}f}"


def interval(value: float | None, lower: float | None, upper: float | None, digits: int = 2) -> str:
    """An estimate with its interval, as in `1.50 (0.90 to 2.40)`; the estimate alone where it has no interval."""
    estimate, bounds = number(value, digits), (number(lower, digits), number(upper, digits))
    return estimate if UNDEFINED in (estimate, bounds[0]) else f"{estimate} ({bounds[0]} to {bounds[1]})"
