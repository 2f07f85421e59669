"""The charts of mail and pages: what is drawn, and the same in words.

A ratio is drawn as 2^IC, how many times as often as expected after shrinkage, on a logarithmic scale with a dashed line
at 1, what was expected.
"""

import math
from collections.abc import Sequence

from signals.present.block import Figure
from signals.present.numbers import count, line, name, plural, statistic, times, two_digits
from signals.present.query import Row
from signals.present.svg import (
    LETTER,
    ROW,
    SERIES,
    WIDTH,
    Axis,
    bar,
    below,
    count_axis,
    days_axis,
    dot,
    legend,
    log2_axis,
    path,
    rule,
    shortened,
    svg,
    words,
)

TIMES = "times as often as expected (2^IC), 95% interval"
LOWEST = -3.0
"""Where an axis of log2 ends: an interval that reaches further down says only that there are few reports."""
TREND_HEIGHT = 150
MARGIN = 10
HOLLOW, CAUTION = " (hollow count)", " (caution)"
"""What follows a drug that stands out: no more once its cautions count one story once, or with another caution."""


def times_of(row: Row) -> str:
    """How many times as often as expected a row's pair is reported, with its interval."""
    return times(row.ic, row.ic_lower, row.ic_upper)


def headline(row: Row) -> str:
    """A pair's ratio with its cases and the expected; without a case no ratio, which shrinkage alone would make."""
    expected = f"{statistic(row.expected)} expected"
    return (
        f"{times_of(row)} times as often as expected ({plural(row.a, 'case')}, {expected})"
        if row.a
        else f"no case, {expected}"
    )


def forest(rows: Sequence[Row], *, label: str, what: str, series: Sequence[str] = ()) -> Figure | None:
    """2^IC with its interval, a row a label in the order given.

    Parameters
    ----------
    rows
        Those without an interval are left out; None where none has one.
    label
        The column that names a row.
    what
        What the rows are of, for the words.
    series
        The values of the column `analysis`, where each label has a row an analysis; else the colour says what
        stands out, which a row with `is_hollow` does not.
    """
    estimates = [row for row in rows if row.ic_lower is not None and row.ic_upper is not None]
    if not estimates:
        return None
    labels = list(dict.fromkeys(_label(row, label) for row in estimates))
    marks = series or ("includes 1 or lies below it, or a hollow count", "interval wholly above 1")
    left, top = _left(labels), ROW * len(marks)
    step = ROW * max(len(series), 1)
    axis = log2_axis(
        [value for row in estimates for value in (row.ic_lower, row.ic_upper)], left, WIDTH - 12, lowest=LOWEST
    )
    bottom = top + step * len(labels) + 4
    parts = [*legend(marks), *below(axis, bottom, top, TIMES), rule(axis.at(0), top, axis.at(0), bottom, "expected")]
    parts += [
        words(shortened(text), left - 8, top + step * (place + 0.5) + 4, anchor="end")
        for place, text in enumerate(labels)
    ]
    for row in estimates:
        number = list(series).index(row.analysis) if series else int(row.ic_lower > 0 and not is_hollow(row))
        text = _label(row, label)
        middle = top + step * labels.index(text) + ROW * ((number if series else 0) + 0.5)
        title = (
            f"{text}{f', {row.analysis}' if series else ''}: {times_of(row)} times as often as expected{_cases(row)}"
        )
        parts.append(rule(axis.at(row.ic_lower), middle, axis.at(row.ic_upper), middle, f"s{number}", title))
        parts.append(dot(axis.at(row.ic), middle, number, title))
    of_first = [row for row in estimates if not series or row.analysis == series[0]]
    return Figure(
        f"{what}{f' {series[0]}' if series else ''}: {_above(of_first, label)}", svg(parts, bottom + 34), "forest"
    )


def _above(rows: Sequence[Row], label: str) -> str:
    """Which intervals lie above what was expected, with their numbers, hollow counts last."""
    above = [row for row in rows if row.ic_lower > 0]
    if not above:
        return f"of {plural(len(rows), 'interval')} none lies wholly above 1, what was expected."
    named = "; ".join(f"{name(_label(row, label))} {times_of(row)}" for row in sorted(above, key=is_hollow))
    return f"{count(len(above))} of {plural(len(rows), 'interval')} wholly above 1, what was expected: {named}."


def _label(row: Row, label: str) -> str:
    return line(str(getattr(row, label))) + marked(row)


def marked(row: Row) -> str:
    """What follows the name or the verdict of a row that stands out, but not without a caution."""
    return HOLLOW if is_hollow(row) else CAUTION if getattr(row, "caution", None) else ""


def is_hollow(row: Row) -> bool:
    """Whether a row stands out by one story told more than once; FALSE where the query has no such column."""
    return bool(getattr(row, "is_hollow", False))


def trend(rows: Sequence[Row], *, what: str, by: str = "analysis") -> Figure | None:
    """2^IC by quarter, a line for each value of the column `by`, up to four; with its interval as a band up to two.

    None where there are not two quarters to draw a line between.
    """
    estimates = [row for row in rows if row.ic_lower is not None and row.ic_upper is not None]
    quarters = sorted({str(row.quarter) for row in estimates})
    if len(quarters) < 2:
        return None
    names = list(dict.fromkeys(str(getattr(row, by)) for row in estimates))[:SERIES]
    has_band = len(names) < 3
    top, left = ROW * (len(names) + 1) + 6, 34
    bottom = top + TREND_HEIGHT
    values = [value for row in estimates for value in ((row.ic_lower, row.ic_upper) if has_band else (row.ic,))]
    across, up = _quarters_axis(quarters, left), log2_axis(values, bottom, top, lowest=LOWEST)
    parts = [*legend(names), words(TIMES if has_band else TIMES.partition(",")[0], 4, top - 9)]
    for tick, text in up.ticks:
        parts += [rule(left, up.at(tick), WIDTH - MARGIN, up.at(tick), "grid")]
        parts += [words(text, left - 4, up.at(tick) + 4, anchor="end")]
    parts += [words(text, across.at(tick), bottom + 14, anchor="middle") for tick, text in across.ticks]
    parts.append(rule(left, up.at(0), WIDTH - MARGIN, up.at(0), "expected"))
    courses = [[row for row in estimates if str(getattr(row, by)) == one] for one in names]
    for number, course in enumerate(courses):
        parts += _course(course, number, across, up, has_band=has_band)
    ends = "; ".join(_first_and_last(course, one) for one, course in zip(names, courses, strict=True))
    text = f"{what}, cumulative by quarter of first receipt from {quarters[0]} to {quarters[-1]}: {ends}."
    return Figure(text, svg(parts, bottom + 20), "trend")


def _course(rows: Sequence[Row], number: int, across: Axis, up: Axis, *, has_band: bool) -> list[str]:
    points = [(across.at(_quarter_number(row.quarter)), up.at(row.ic)) for row in rows]
    band = [
        (x, up.at(bound))
        for row_bounds in ([row.ic_upper for row in rows], [row.ic_lower for row in rows])
        for (x, _), bound in zip(points, row_bounds, strict=True)
    ]
    outline = band[: len(points)] + band[: len(points) - 1 : -1]
    drawn = [path(outline, f"s{number} area band")] if has_band else []
    drawn.append(path(points, f"s{number} course"))
    dots = [
        dot(x, y, number, f"{row.quarter}: {times_of(row)}{_cases(row)}", 2.5)
        for row, (x, y) in zip(rows, points, strict=True)
    ]
    return drawn + dots


def _first_and_last(rows: Sequence[Row], one: str) -> str:
    first, last = rows[0], rows[-1]
    reached = f"{times_of(last)} times as often as expected, with {plural(last.a, 'case')}"
    return f"{name(one)} from {two_digits(2**first.ic)} to {reached}"


def quartiles(rows: Sequence[Row], *, what: str) -> Figure:
    """Median and quartiles of days to onset, a row an event, on a scale that widens the first weeks."""
    labels = [str(row.event) for row in rows]
    left, bottom = _left(labels), ROW * len(rows) + 4
    axis = days_axis(max(row.upper_quartile_days for row in rows), left, WIDTH - 14)
    parts = below(axis, bottom, 0, "days, quartiles and median")
    titles = []
    for place, row in enumerate(rows):
        middle = ROW * (place + 0.5)
        titles.append(
            f"{row.event} {row.median_days:,.0f} ({row.lower_quartile_days:,.0f} to {row.upper_quartile_days:,.0f}) of"
            f" {row.known_count:,} dated cases"
        )
        lower, upper = (axis.at(math.log2(1 + days)) for days in (row.lower_quartile_days, row.upper_quartile_days))
        parts.append(words(shortened(row.event), left - 8, middle + 4, anchor="end"))
        parts.append(bar(lower, upper, middle, "s0 band", titles[-1]))
        parts.append(dot(axis.at(math.log2(1 + row.median_days)), middle, 1, titles[-1]))
    return Figure(f"{what}, median days to onset and quartiles: {'; '.join(titles)}.", svg(parts, bottom + 34), "onset")


def funnel(rows: Sequence[Row], *, what: str) -> Figure:
    """What is left after each step, one bar a step in the order given."""
    labels = [str(row.name) for row in rows]
    left, bottom = _left(labels), ROW * len(rows) + 4
    axis = count_axis(max(row.count_out for row in rows), left, WIDTH - 24)
    parts = below(axis, bottom, 0, "left after the step")
    for place, row in enumerate(rows):
        middle = ROW * (place + 0.5)
        parts.append(words(shortened(row.name), left - 8, middle + 4, anchor="end"))
        parts.append(bar(axis.at(0), axis.at(row.count_out), middle, "s0", f"{row.name}: {row.count_out:,} left"))
    ends = f"from {rows[0].count_in:,} before the first to {rows[-1].count_out:,} after the last"
    return Figure(f"{what}: {len(rows)} steps, {ends}.", svg(parts, bottom + 34), "funnel")


def _left(labels: Sequence[str]) -> float:
    """Where the marks begin, right of the labels."""
    return 16 + LETTER * max(len(shortened(label)) for label in labels)


def _cases(row: Row) -> str:
    return f", {plural(row.a, 'case')}" if getattr(row, "a", None) is not None else ""


def _quarter_number(quarter: str) -> int:
    return 4 * int(quarter[:4]) + int(quarter[-1]) - 1


def _quarters_axis(quarters: Sequence[str], left: float) -> Axis:
    """Time from the first quarter to the last, labelled by years, or by both quarters where they hold no two years."""
    first, last = _quarter_number(quarters[0]), _quarter_number(quarters[-1])
    years = range(-(-first // 4), last // 4 + 1)
    step = max(1, math.ceil(len(years) / 7))
    ticks = tuple((4.0 * year, str(year)) for year in years if year % step == 0)
    both = ((first, quarters[0]), (last, quarters[-1]))
    return Axis(first, last, left + 6, WIDTH - MARGIN - 6, ticks if len(ticks) > 1 else both)
