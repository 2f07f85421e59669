"""Charts by Altair, drawn to SVG here, so that a page needs no script and no network to show them.

Only text and marks are drawn: the background is the page's own, and text takes the page's colour, in the dark too.
"""

from collections.abc import Sequence
from typing import Any

from signals.pages.layout import Figure

WIDTH = 420
ROW_HEIGHT = 22
COURSE_HEIGHT = 190
BLUE, ORANGE, GREY = "#2f7fd0", "#d2691e", "#8a8a8a"  # 3:1 or more against white and against near-black
IC_TITLE = "IC, log2 of reported to expected, with 95% interval"


def forest(rows: Sequence[dict[str, Any]], *, label: str, what: str) -> Figure:
    """IC with its interval, one row each, in the order given; the line at 0 is what was expected."""
    import altair as alt

    known = [row for row in rows if row["ic_lower"] is not None]
    data = alt.Data(
        values=[
            {
                "name": str(row[label]),
                "ic": row["ic"],
                "lower": row["ic_lower"],
                "upper": row["ic_upper"],
                "stands_out": row["ic_lower"] > 0,
            }
            for row in known
        ]
    )
    names = [str(row[label]) for row in known]
    colour = alt.Color("stands_out:N", scale=alt.Scale(domain=[True, False], range=[ORANGE, BLUE]), legend=None)
    y = alt.Y("name:N", sort=names, title=None)
    base = alt.Chart(data).encode(y=y, color=colour)
    chart = (
        alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="zero:Q")
        + base.mark_rule(strokeWidth=2).encode(x=alt.X("lower:Q", title=IC_TITLE), x2="upper:Q")
        + base.mark_point(filled=True, size=70, opacity=1).encode(x="ic:Q")
    )
    above = [str(row[label]) for row in known if row["ic_lower"] > 0]
    words = f"{what}: information component with its 95% interval for {len(known)} rows. " + (
        f"The interval lies above 0, what was expected, for {', '.join(above)}."
        if above
        else "No interval lies wholly above 0, what was expected."
    )
    return Figure(_svg(chart, height=ROW_HEIGHT * len(known)), words)


def steps(rows: Sequence[dict[str, Any]], *, what: str) -> Figure:
    """A funnel: what is left after each step, one bar a step in the order given."""
    import altair as alt

    names = [str(row["name"]) for row in rows]
    data = alt.Data(values=[{"name": str(row["name"]), "left": row["count_out"]} for row in rows])
    chart = (
        alt.Chart(data)
        .mark_bar(color=BLUE)
        .encode(y=alt.Y("name:N", sort=names, title=None), x=alt.X("left:Q", title="left after the step"))
    )
    ends = f"from {rows[0]['count_in']:,} before the first to {rows[-1]['count_out']:,} after the last"
    return Figure(_svg(chart, height=ROW_HEIGHT * len(rows)), f"{what}: {len(rows)} steps, {ends}.")


def course(rows: Sequence[dict[str, Any]], *, what: str) -> Figure:
    """IC by quarter with its interval as a band, a line an analysis; the line at 0 is what was expected."""
    import altair as alt

    known = [row for row in rows if row["ic_lower"] is not None]
    analyses = sorted({str(row["analysis"]) for row in known}, reverse=True)
    quarters = sorted({str(row["quarter"]) for row in known})
    data = alt.Data(
        values=[
            {"quarter": str(row["quarter"]), "analysis": str(row["analysis"]), "ic": row["ic"],
             "lower": row["ic_lower"], "upper": row["ic_upper"]}
            for row in known
        ]
    )  # fmt: skip
    base = alt.Chart(data).encode(
        x=alt.X("quarter:O", title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
        color=alt.Color(
            "analysis:N",
            scale=alt.Scale(domain=analyses, range=[ORANGE, BLUE]),
            legend=alt.Legend(title=None, orient="top", labelFontSize=12, symbolOpacity=1),
        ),
    )
    expected = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=GREY, strokeDash=[4, 3])
    chart = (
        base.mark_area(opacity=0.18).encode(y=alt.Y("lower:Q", title="IC with 95% interval"), y2="upper:Q")
        + expected.encode(y="zero:Q")
        + base.mark_line(strokeWidth=2).encode(y="ic:Q")
    )
    ends = "; ".join(_end(analysis, known) for analysis in analyses)
    words = f"{what}, cumulative by quarter of first receipt from {quarters[0]} to {quarters[-1]}: {ends}."
    return Figure(_svg(chart, height=COURSE_HEIGHT), words)


def _end(analysis: str, rows: Sequence[dict[str, Any]]) -> str:
    """Where an analysis begins and ends, in words."""
    of_it = [row for row in rows if row["analysis"] == analysis]
    first, last = of_it[0], of_it[-1]
    return (
        f"in {analysis} IC goes from {first['ic']:.2f} to {last['ic']:.2f} "
        f"({last['ic_lower']:.2f} to {last['ic_upper']:.2f}) with {last['a']:,} cases"
    )


def spread(rows: Sequence[dict[str, Any]], *, what: str) -> Figure:
    """Median and quartiles of days to onset, a row an event, on a scale that widens the first weeks."""
    import altair as alt

    names = [str(row["event"]) for row in rows]
    data = alt.Data(
        values=[
            {"name": str(row["event"]), "median": row["median_days"], "lower": row["lower_quartile_days"],
             "upper": row["upper_quartile_days"]}
            for row in rows
        ]
    )  # fmt: skip
    base = alt.Chart(data).encode(y=alt.Y("name:N", sort=names, title=None))
    days = alt.X("lower:Q", title="days, quartiles and median", scale=alt.Scale(type="symlog", constant=10))
    chart = base.mark_rule(strokeWidth=6, opacity=0.45, color=BLUE).encode(x=days, x2="upper:Q") + base.mark_point(
        filled=True, size=70, opacity=1, color=ORANGE
    ).encode(x="median:Q")
    told = "; ".join(
        f"{row['event']} {row['median_days']:,.0f} ({row['lower_quartile_days']:,.0f} to "
        f"{row['upper_quartile_days']:,.0f}) of {row['known_count']:,} dated cases"
        for row in rows
    )
    return Figure(_svg(chart, height=ROW_HEIGHT * len(rows)), f"{what}, median days to onset and quartiles: {told}.")


def _svg(chart: Any, *, height: int) -> str:
    import vl_convert

    drawn = (
        chart.properties(width=WIDTH, height=height)
        .configure(background="transparent")
        .configure_view(strokeWidth=0)
        .configure_axis(labelFontSize=12, titleFontSize=12, gridOpacity=0.35, labelLimit=220, titleFontWeight="normal")
    )
    # Altair's own check of the chart takes longer than drawing it; the browser tests look at what is drawn.
    return str(vl_convert.vegalite_to_svg(drawn.to_dict(validate=False)))
