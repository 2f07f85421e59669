"""Charts by Altair: PNG for the mail, which shows nothing else, and SVG for the pages, which need no script.

The mail's charts have a white ground and a palette of few colours, so that they read in dark mode and stay small. The
pages' are transparent and take the page's own colours. Each chart is also put into words.
"""

import io
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from signals.present.blocks import Figure
from signals.present.numbers import DASH, interval, name, statistic
from signals.present.query import Row

LONGEST_FOREST = 12  # drugs
LONGEST_TREND = 12  # quarters
MAIL_COLOURS = ["#0072b2", "#b34700", "#00694e", "#8a2d6b"]  # the colour-blind tell them apart
SHAPES = ["circle", "diamond", "square", "triangle-up"]
MAIL_GREY, INK = "#595959", "#1a1a1a"
MAIL_WIDTH = 270  # CSS pixels, so that a phone shows the whole chart at its own size
PIXELS_PER_CSS_PIXEL = 2
PALETTE_SIZE = 16  # a sixth of the bytes of full colour
LOWEST_RATIO = 0.25  # An interval far below it only says that there are no reports: it is cut there in the mail.
WITHOUT_BRACKETS = str.maketrans("<>", "‹›")  # allowed in an HTML attribute, but some mail clients see a tag

BLUE, ORANGE, GREY = "#2f7fd0", "#d2691e", "#8a8a8a"  # 3:1 or more against white and against near-black
PAGE_WIDTH = 420
ROW_HEIGHT = 22
TREND_HEIGHT = 190


def mail_forest(pairs: Sequence[Row], *, event: str, analyses: Sequence[str]) -> Figure | None:
    """IC of each ingredient with its interval, drawn as 2^IC: how many times as often as expected, after shrinkage.

    Parameters
    ----------
    pairs
        Pairs of the event group, each with its row of signals.watch in the `comparison` analysis and in the `primary`
        one, or None.
    analyses
        The names of these two.

    Returns
    -------
    The chart as PNG; None where no ingredient has an IC.
    """
    shown = [pair for pair in pairs if pair.drug_kind == "ingredient"][:LONGEST_FOREST]
    rows = [
        {
            "drug": name(row.drug),
            "analysis": row.analysis,
            "times": max(2**row.ic, LOWEST_RATIO),
            "lower": max(2**row.ic_lower, LOWEST_RATIO),
            "upper": 2**row.ic_upper,
        }
        for pair in shown
        for row in (pair.comparison, pair.primary)
        if row is not None and row.ic is not None and row.ic_lower is not None and row.ic_upper is not None
    ]
    if not rows:
        return None
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("drug:N", sort=None, title=None, scale=alt.Scale(paddingInner=0.25)),
        yOffset=alt.YOffset("analysis:N", scale=alt.Scale(domain=analyses)),
        color=_coloured(
            "analysis:N", analyses, MAIL_COLOURS[:2], alt.Legend(title=None, orient="top", symbolOpacity=1)
        ),
    )
    chart = alt.layer(
        _reference(alt.X("expected:Q"), at=1, colour=MAIL_GREY),
        base.mark_rule(strokeWidth=2).encode(x=_times(alt.X, "lower", ", 95%"), x2="upper:Q"),
        base.mark_point(filled=True, opacity=1, size=55).encode(
            x="times:Q", shape=alt.Shape("analysis:N", scale=alt.Scale(domain=analyses, range=SHAPES[:2]))
        ),
    ).properties(width=MAIL_WIDTH, height={"step": 14})
    compared = [pair.comparison for pair in shown if pair.comparison is not None]
    numbers = (
        f"{name(row.drug)} {interval(row.ic, row.ic_lower, row.ic_upper)}"
        for row in compared
        if statistic(row.ic) != DASH
    )
    return _png(
        chart,
        "forest",
        f"Forest plot of {name(event)}: IC with its 95% interval in {analyses[0]}: {'; '.join(numbers)}."
        " The table below has the same numbers and the primary analysis.",
    )


def mail_trend(points: Sequence[Row], *, event: str, analysis: str) -> Figure | None:
    """2^IC of each drug by quarter as PNG; None where there are not two quarters to draw a line between."""
    defined = [point for point in points if point.ic is not None]
    quarters = sorted({point.quarter for point in defined})[-LONGEST_TREND:]
    if len(quarters) < 2:
        return None
    rows = [
        {"drug": name(point.drug), "quarter": point.quarter, "times": 2**point.ic}
        for point in defined
        if point.quarter in quarters
    ]
    drugs = sorted({row["drug"] for row in rows})
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("quarter:O", axis=alt.Axis(title=None, labelAngle=-45, labelOverlap=True)),
        y=_times(alt.Y, "times", ""),
        color=_coloured("drug:N", drugs, MAIL_COLOURS, _legend(columns=2)),
        shape=alt.Shape("drug:N", scale=alt.Scale(domain=drugs, range=SHAPES)),
    )
    chart = alt.layer(
        _reference(alt.Y("expected:Q"), at=1, colour=MAIL_GREY),
        base.mark_line(strokeWidth=2).encode(shape=alt.Undefined),
        base.mark_point(filled=True, opacity=1, size=45),
    ).properties(width=MAIL_WIDTH, height=170)
    return _png(
        chart,
        "trend",
        f"Trend of {name(event)} from {quarters[0]} to {quarters[-1]} in {analysis}: {', '.join(drugs)}."
        " The table below has the numbers of the newest quarters.",
    )


def forest(rows: Sequence[Row], *, label: str, what: str) -> Figure:
    """IC with its interval, one row each, in the order given; the line at 0 is what was expected.

    Parameters
    ----------
    label
        The column that names a row.
    what
        What the rows are of, for the words.
    """
    known = [row for row in rows if row.ic_lower is not None]
    values = [
        {
            "name": str(getattr(row, label)),
            "ic": row.ic,
            "lower": row.ic_lower,
            "upper": row.ic_upper,
            "stands_out": row.ic_lower > 0,
        }
        for row in known
    ]
    base = _rows_chart(values).encode(color=_coloured("stands_out:N", [True, False], [ORANGE, BLUE], None))
    title = "IC, log2 of reported to expected, with 95% interval"
    chart = (
        _reference(alt.X("expected:Q"))
        + base.mark_rule(strokeWidth=2).encode(x=alt.X("lower:Q", title=title), x2="upper:Q")
        + base.mark_point(filled=True, size=70, opacity=1).encode(x="ic:Q")
    )
    above = [row["name"] for row in values if row["stands_out"]]
    words = f"{what}: information component with its 95% interval for {len(known)} rows. " + (
        f"The interval lies above 0, what was expected, for {', '.join(above)}."
        if above
        else "No interval lies wholly above 0, what was expected."
    )
    return _svg(chart, words, height=ROW_HEIGHT * len(known))


def funnel(rows: Sequence[Row], *, what: str) -> Figure:
    """What is left after each step, one bar a step in the order given."""
    values = [{"name": str(row.name), "left": row.count_out} for row in rows]
    chart = _rows_chart(values).mark_bar(color=BLUE).encode(x=alt.X("left:Q", title="left after the step"))
    ends = f"from {rows[0].count_in:,} before the first to {rows[-1].count_out:,} after the last"
    return _svg(chart, f"{what}: {len(rows)} steps, {ends}.", height=ROW_HEIGHT * len(rows))


def trend(rows: Sequence[Row], *, what: str) -> Figure:
    """IC by quarter with its interval as a band, a line an analysis; the line at 0 is what was expected."""
    known = [row for row in rows if row.ic_lower is not None]
    analyses = sorted({str(row.analysis) for row in known}, reverse=True)
    quarters = sorted({str(row.quarter) for row in known})
    values = [
        {"quarter": row.quarter, "analysis": row.analysis, "ic": row.ic, "lower": row.ic_lower, "upper": row.ic_upper}
        for row in known
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("quarter:O", title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
        color=_coloured("analysis:N", analyses, [ORANGE, BLUE], _legend(labelFontSize=12)),
    )
    chart = (
        base.mark_area(opacity=0.18).encode(y=alt.Y("lower:Q", title="IC with 95% interval"), y2="upper:Q")
        + _reference(alt.Y("expected:Q"))
        + base.mark_line(strokeWidth=2).encode(y="ic:Q")
    )
    ends = "; ".join(_first_and_last([row for row in known if row.analysis == analysis]) for analysis in analyses)
    words = f"{what}, cumulative by quarter of first receipt from {quarters[0]} to {quarters[-1]}: {ends}."
    return _svg(chart, words, height=TREND_HEIGHT)


def _first_and_last(rows: Sequence[Row]) -> str:
    first, last = rows[0], rows[-1]
    return (
        f"in {last.analysis} IC goes from {first.ic:.2f} to {last.ic:.2f} "
        f"({last.ic_lower:.2f} to {last.ic_upper:.2f}) with {last.a:,} cases"
    )


def quartiles(rows: Sequence[Row], *, what: str) -> Figure:
    """Median and quartiles of days to onset, a row an event, on a scale that widens the first weeks."""
    values = [
        {
            "name": str(row.event),
            "median": row.median_days,
            "lower": row.lower_quartile_days,
            "upper": row.upper_quartile_days,
        }
        for row in rows
    ]
    base = _rows_chart(values)
    days = alt.X("lower:Q", title="days, quartiles and median", scale=alt.Scale(type="symlog", constant=10))
    chart = base.mark_rule(strokeWidth=6, opacity=0.45, color=BLUE).encode(x=days, x2="upper:Q") + base.mark_point(
        filled=True, size=70, opacity=1, color=ORANGE
    ).encode(x="median:Q")
    events = "; ".join(
        f"{row.event} {row.median_days:,.0f} ({row.lower_quartile_days:,.0f} to {row.upper_quartile_days:,.0f}) of"
        f" {row.known_count:,} dated cases"
        for row in rows
    )
    return _svg(chart, f"{what}, median days to onset and quartiles: {events}.", height=ROW_HEIGHT * len(rows))


def _rows_chart(values: Sequence[dict[str, Any]]) -> Any:
    names = [row["name"] for row in values]
    return alt.Chart(alt.Data(values=values)).encode(y=alt.Y("name:N", sort=names, title=None))


def _reference(channel: Any, *, at: float = 0, colour: str = GREY) -> Any:
    """The dashed line at what was expected."""
    rule = alt.Chart(alt.Data(values=[{"expected": at}])).mark_rule(strokeDash=[4, 3], color=colour)
    return rule.encode(**{"x" if isinstance(channel, alt.X) else "y": channel})


def _coloured(field: str, domain: Sequence[Any], colours: Sequence[str], legend: Any) -> Any:
    return alt.Color(field, scale=alt.Scale(domain=domain, range=colours), legend=legend)


def _legend(**settings: Any) -> Any:
    return alt.Legend(title=None, orient="top", symbolOpacity=1, **settings)


def _times(channel: Any, field: str, suffix: str) -> Any:
    """A channel on a logarithmic scale of how many times as often as expected."""
    scale = alt.Scale(type="log", base=2, nice=True)
    return channel(
        f"{field}:Q", scale=scale, axis=alt.Axis(title=f"times as often as expected (2^IC{suffix})", format="~g")
    )


def _svg(chart: Any, text: str, *, height: int) -> Figure:
    drawn = (
        chart.properties(width=PAGE_WIDTH, height=height)
        .configure(background="transparent")
        .configure_view(strokeWidth=0)
        .configure_axis(labelFontSize=12, titleFontSize=12, gridOpacity=0.35, labelLimit=220, titleFontWeight="normal")
    )
    # Altair's own check of the chart takes longer than drawing it; the browser tests look at what is drawn.
    return Figure(text, svg=str(vl_convert.vegalite_to_svg(drawn.to_dict(validate=False))))


def _png(chart: Any, name: str, text: str) -> Figure:
    """The chart as a PNG of few colours: the same chart gives the same bytes."""
    from PIL import Image

    axis = alt.AxisConfig(
        labelColor=INK, titleColor=INK, titleFontWeight="normal", gridColor="#dddddd", labelFontSize=11, labelLimit=110
    )
    legend = alt.LegendConfig(labelColor=INK, labelFontSize=11)
    styled = chart.configure(background="#ffffff", padding=8, axis=axis, legend=legend)
    full = Image.open(
        io.BytesIO(vl_convert.vegalite_to_png(styled.to_dict(validate=False), scale=PIXELS_PER_CSS_PIXEL))
    )
    small = io.BytesIO()
    full.convert("RGB").quantize(PALETTE_SIZE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return Figure(
        text.translate(WITHOUT_BRACKETS), name=name, png=small.getvalue(), width=full.width // PIXELS_PER_CSS_PIXEL
    )
