"""The digest's pictures: intervals of what stands, drawn once as a small PNG that needs no network to be seen.

Two colours that the colour-blind tell apart, and two shapes; the ground is white, so that it reads in dark mode too.
"""

import io
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from PIL import Image

from signals.digest.content import DigestContent, PairStatistics, StandingPair
from signals.digest.figures import interval, name, statistic
from signals.digest.layout import Picture
from signals.digest.queries import COMPARISON, PRIMARY

LONGEST_FOREST = 12
WITHOUT_BRACKETS = str.maketrans(
    "<>", "‹›"
)  # HTML allows < in an attribute as it stands; a reader may take it for a tag
SHARPNESS = 2  # pixels drawn a CSS pixel
SHADES = 16  # colours of the palette: a sixth of the bytes of full colour
LONGEST_TREND = 12  # quarters
TREND_COLOURS = ["#0072b2", "#b34700", "#00694e", "#8a2d6b"]
SHAPES = ["circle", "diamond", "square", "triangle-up"]
CHART_WIDTH = 270  # CSS pixels, so that a phone shows the whole picture at its own size
BLUE, ORANGE, GREY, INK = "#0072b2", "#b34700", "#595959", "#1a1a1a"


def forest(content: DigestContent) -> Picture | None:
    """The IC of each drug that stands out for the headline event, with its interval, without MS context and primary.

    None where no drug does. Drawn as 2^IC: how many times as often as expected, after shrinkage.
    """
    pairs = [
        pair
        for pair in content.standing
        if (shown := pair.comparison or pair.primary) and shown.event == content.headline_event
        and shown.event_kind == "group" and shown.drug_kind == "ingredient"
    ][:LONGEST_FOREST]  # fmt: skip
    rows = [row for pair in pairs for row in _drawn(pair)]
    if not rows:
        return None
    png = _png(_forest_chart(pd.DataFrame(rows)))
    width, _ = Image.open(io.BytesIO(png)).size
    return Picture("forest", _forest_words(content, pairs), png, width // SHARPNESS)


def _drawn(pair: StandingPair) -> list[dict[str, Any]]:
    return [
        {
            "drug": name(row.drug),
            "analysis": row.analysis,
            "times": 2**row.ic,
            "lower": 2**row.ic_lower,
            "upper": 2**row.ic_upper,
        }
        for row in (pair.comparison, pair.primary)
        if row is not None and row.ic is not None and row.ic_lower is not None and row.ic_upper is not None
    ]


def _forest_chart(rows: pd.DataFrame) -> Any:
    # An interval far below a quarter only says that there are no reports: it is cut there, and the table has it.
    lowest = 0.25
    rows = rows.assign(lower=rows["lower"].clip(lower=lowest), times=rows["times"].clip(lower=lowest))
    analyses = [COMPARISON, PRIMARY]
    colour = alt.Color(
        "analysis:N",
        scale=alt.Scale(domain=analyses, range=[BLUE, ORANGE]),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1),
    )
    axis = alt.X(
        "lower:Q",
        scale=alt.Scale(type="log", base=2, nice=True),
        axis=alt.Axis(title="times as often as expected (2^IC, 95%)", format="~g"),
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("drug:N", sort=None, title=None, scale=alt.Scale(paddingInner=0.25)),
        yOffset=alt.YOffset("analysis:N", scale=alt.Scale(domain=analyses)),
        color=colour,
    )
    intervals = base.mark_rule(strokeWidth=2).encode(x=axis, x2="upper:Q")
    points = base.mark_point(filled=True, opacity=1, size=55).encode(
        x="times:Q", shape=alt.Shape("analysis:N", scale=alt.Scale(domain=analyses, range=["circle", "diamond"]))
    )
    as_expected = alt.Chart(pd.DataFrame({"x": [1]})).mark_rule(strokeDash=[4, 3], color=GREY).encode(x="x:Q")
    return alt.layer(as_expected, intervals, points).properties(width=CHART_WIDTH, height={"step": 14})


def _forest_words(content: DigestContent, pairs: Sequence[StandingPair]) -> str:
    shown: list[PairStatistics] = [pair.comparison for pair in pairs if pair.comparison is not None]
    numbers = "; ".join(
        f"{name(row.drug)} {interval(row.ic, row.ic_lower, row.ic_upper)}" for row in shown if statistic(row.ic) != "–"
    )
    words = (
        f"Forest plot of {name(content.headline_event)}: IC with its 95% interval in {COMPARISON}: {numbers}."
        " The table below has the same numbers and the primary analysis."
    )
    return words.translate(WITHOUT_BRACKETS)


def trend(content: DigestContent) -> Picture | None:
    """The IC of the strongest drugs by quarter; None where there are not two quarters to draw a line between."""
    known = [point for point in content.trend if point.ic is not None]
    quarters = sorted({point.quarter for point in known})[-LONGEST_TREND:]
    if len(quarters) < 2:
        return None
    rows = pd.DataFrame(
        {"drug": name(point.drug), "quarter": point.quarter, "times": 2**point.ic}
        for point in known
        if point.quarter in quarters and point.ic is not None
    )
    png = _png(_trend_chart(rows))
    width, _ = Image.open(io.BytesIO(png)).size
    words = (
        f"Trend of {name(content.headline_event)} from {quarters[0]} to {quarters[-1]} in {COMPARISON}:"
        f" {', '.join(sorted(set(rows['drug'])))}. The table below has the numbers of the newest quarters."
    )
    return Picture("trend", words.translate(WITHOUT_BRACKETS), png, width // SHARPNESS)


def _trend_chart(rows: pd.DataFrame) -> Any:
    drugs = sorted(rows["drug"].unique())
    base = alt.Chart(rows).encode(
        x=alt.X("quarter:O", axis=alt.Axis(title=None, labelAngle=-45, labelOverlap=True)),
        y=alt.Y(
            "times:Q",
            scale=alt.Scale(type="log", base=2, nice=True),
            axis=alt.Axis(title="times as often as expected (2^IC)", format="~g"),
        ),
        color=alt.Color(
            "drug:N",
            scale=alt.Scale(domain=drugs, range=TREND_COLOURS),
            legend=alt.Legend(title=None, orient="top", columns=2, symbolOpacity=1),
        ),
        shape=alt.Shape("drug:N", scale=alt.Scale(domain=drugs, range=SHAPES)),
    )
    as_expected = alt.Chart(pd.DataFrame({"y": [1]})).mark_rule(strokeDash=[4, 3], color=GREY).encode(y="y:Q")
    lines = base.mark_line(strokeWidth=2).encode(shape=alt.Undefined)
    points = base.mark_point(filled=True, opacity=1, size=45)
    return alt.layer(as_expected, lines, points).properties(width=CHART_WIDTH, height=170)


def _png(chart: Any) -> bytes:
    """The chart as a PNG of few colours: the same chart gives the same bytes."""
    styled = chart.configure(
        background="#ffffff",
        padding=8,
        axis=alt.AxisConfig(
            labelColor=INK,
            titleColor=INK,
            titleFontWeight="normal",
            gridColor="#dddddd",
            labelFontSize=11,
            labelLimit=110,
        ),
        legend=alt.LegendConfig(labelColor=INK, labelFontSize=11),
    )
    full = vl_convert.vegalite_to_png(styled.to_dict(), scale=SHARPNESS)
    few = Image.open(io.BytesIO(full)).convert("RGB").quantize(SHADES, dither=Image.Dither.NONE)
    packed = io.BytesIO()
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()
