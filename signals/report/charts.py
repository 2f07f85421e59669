"""Charts by Altair, drawn to SVG here, so that a page needs no script and no network to show them.

Only text and marks are drawn: the background is the page's own, and text takes the page's colour, in the dark too.
"""

from collections.abc import Sequence
from typing import Any

from signals.report.layout import Figure

WIDTH = 420
ROW_HEIGHT = 22
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
    colour = alt.Color(
        "stands_out:N", scale=alt.Scale(domain=[True, False], range=[ORANGE, BLUE]), legend=None
    )
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


def _svg(chart: Any, *, height: int) -> str:
    import vl_convert

    drawn = (
        chart.properties(width=WIDTH, height=height)
        .configure(background="transparent")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelFontSize=12, titleFontSize=12, gridOpacity=0.35, labelLimit=220, titleFontWeight="normal"
        )
    )
    return str(vl_convert.vegalite_to_svg(drawn.to_dict()))
