"""What effects in animals tell of a drug's fate, as a chart."""

from collections.abc import Sequence

from signals.present.block import Figure
from signals.present.numbers import plural
from signals.present.query import Row
from signals.present.svg import WIDTH, Axis, bar, dot, rule, svg, words

BAND, SPREAD = 62, 40
LOWEST_PERCENT = -100.0


def fates(rows: Sequence[Row]) -> Figure | None:
    """By what became of the drugs: each comparison's percent reduction of the score, and all pooled; None without."""
    if not rows:
        return None
    axis = _percent_axis()
    bottom = BAND * len(rows) + 4
    parts = []
    for tick, label in axis.ticks:
        parts += [
            rule(axis.at(tick), 0, axis.at(tick), bottom, "grid"),
            words(label, axis.at(tick), bottom + 13, anchor="middle"),
        ]
    parts.append(rule(axis.at(0), 0, axis.at(0), bottom, "expected"))
    for place, row in enumerate(rows):
        top = BAND * place
        title = f"{row.fate}: {_percent(row)} of the score, {plural(row.comparisons, 'comparison')}"
        parts.append(words(f"{row.fate} ({row.comparisons:,} comparisons, {len(row.drugs)} drugs)", 4, top + 12))
        for number, value in enumerate(row.each):
            # spread evenly over the band, so that equal values do not hide each other
            height = top + 18 + (number * 0.618034 % 1) * (SPREAD - 8)
            parts.append(dot(axis.at(value), height, 0, f"{row.fate}: {value:.0f}%", 1.6))
        parts.append(bar(axis.at(row.one_more_from), axis.at(row.one_more_to), top + 34, "s1 band", title))
        parts.append(
            rule(
                axis.at(row.percent_reduction_lower),
                top + 34,
                axis.at(row.percent_reduction_upper),
                top + 34,
                "s1",
                title,
            )
        )
        parts.append(dot(axis.at(row.percent_reduction), top + 34, 1, title, 5))
    parts.append(words("by how many percent the drug lowers the clinical score", WIDTH - 4, bottom + 28, anchor="end"))
    pooled = "; ".join(f"{row.fate} {_percent(row)} over {plural(row.comparisons, 'comparison')}" for row in rows)
    first = rows[0]
    shares = (first.marketed_lowers_more, first.marketed_lowers_more_lower, first.marketed_lowers_more_upper)
    share, lower, upper = (f"{100 * value:.0f}%" for value in shares)
    text = (
        f"Percent reduction of the clinical score of the induced disease, a dot a comparison, pooled with its 95%"
        f" interval on a band that holds 95% of further comparisons: {pooled}. A"
        f" marketed drug lowers it more than a failed one in {share} ({lower} to {upper}) of pairs, where 50% is no"
        f" difference: {first.answer}."
    )
    return Figure(text, svg(parts, bottom + 34), "fates")


def _percent(row: Row) -> str:
    low, high = row.percent_reduction_lower, row.percent_reduction_upper
    return f"{row.percent_reduction:.0f}% ({low:.0f} to {high:.0f})"


def _percent_axis() -> Axis:
    """Percent of the control's score: a reduction right of 0; what is further left stands at the end."""
    ticks = tuple((float(tick), f"{tick}%") for tick in (-100, -50, 0, 50, 100))
    return Axis(LOWEST_PERCENT, 100, 22, WIDTH - 18, ticks)
