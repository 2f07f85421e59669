"""The charts of animal evidence: animals beside people, and what effects in animals tell of a drug's fate."""

from collections.abc import Iterable, Sequence

from signals.present.blocks import Figure
from signals.present.charts import HOLLOW, LOWEST, is_hollow, times_of
from signals.present.numbers import line, plural
from signals.present.query import Row
from signals.present.svg import ROW, WIDTH, Axis, bar, dot, legend, log2_axis, rule, shortened, svg, words

MARKS = (
    "study of an induced disease: does it help?",
    "study that asks about harm",
    "a paper that the question began with",
)
DIRECTIONS = {"harmful": "harm", "mixed": "both", "no effect": "none", "protective": "helps"}
"""The results of a study in the order of the axis, with their labels."""
LONGEST_DRUG = 17
ANIMALS_FROM, ANIMALS_TO, PEOPLE_FROM = 122, 222, 252
APART, MARK = 7, 3.2
BAND, SPREAD = 62, 40
LOWEST_PERCENT = -100.0


def animals_and_people(rows: Sequence[Row]) -> Figure | None:
    """A row a drug: left the results of its animal studies, right how many times as often as expected people report it.

    The coded studies have a direction and no size, so that the axis of animals has its four directions. None where no
    drug has a study.
    """
    if not any(row.induced_disease or row.asked_of_harm for row in rows):
        return None
    top = ROW * (len(MARKS) + 2) + 4
    bottom = top + ROW * len(rows) + 2
    step = (ANIMALS_TO - ANIMALS_FROM) / (len(DIRECTIONS) - 1)
    animals = Axis(0, len(DIRECTIONS) - 1, ANIMALS_FROM, ANIMALS_TO, tuple(enumerate(DIRECTIONS.values())))
    bounds = [bound for row in rows if row.ic is not None for bound in (row.ic_lower, row.ic_upper)]
    people = log2_axis(bounds, PEOPLE_FROM, WIDTH - 12, lowest=LOWEST, most=4)
    parts = [*legend(MARKS), words("animals found", ANIMALS_FROM + 1.5 * step, top - 6, anchor="middle")]
    parts.append(words("people report, times expected", WIDTH - 4, top - 6, anchor="end"))
    for axis in (animals, people):
        for tick, label in axis.ticks:
            parts.append(rule(axis.at(tick), top, axis.at(tick), bottom, "grid"))
            parts.append(words(label, axis.at(tick), bottom + 13, anchor="middle"))
    parts.append(rule(people.at(0), top, people.at(0), bottom, "expected"))
    for place, row in enumerate(rows):
        middle = top + ROW * (place + 0.5)
        parts.append(words(shortened(row.drug, LONGEST_DRUG), ANIMALS_FROM - 14, middle + 4, anchor="end"))
        parts += [*_studies(row, animals, middle), *_reports(row, people, middle)]
    return Figure(_beside_in_words(rows), svg(parts, bottom + 20), "animals-and-people")


def _studies(row: Row, axis: Axis, middle: float) -> list[str]:
    """A mark a study, side by side where several found the same."""
    marked = [*((direction, 2) for direction in row.starting_directions)]
    efficacy = list(row.induced_disease)
    for direction in row.starting_directions:
        if direction in efficacy:
            efficacy.remove(direction)
    marked += [(direction, 0) for direction in efficacy] + [(direction, 1) for direction in row.asked_of_harm]
    parts = []
    for place, direction in enumerate(DIRECTIONS):
        marks = [mark for study_direction, mark in marked if study_direction == direction]
        for number, mark in enumerate(marks):
            x = axis.at(place) + APART * (number - (len(marks) - 1) / 2)
            began = f": {', '.join(row.starting_point)}" if mark == 2 else ""
            parts.append(dot(x, middle, mark, f"{line(row.drug)}, {direction}, {MARKS[mark]}{began}", MARK))
    return parts


def _reports(row: Row, axis: Axis, middle: float) -> list[str]:
    began = f"{line(row.drug)}: {', '.join(row.starting_point)}"
    reported = [dot(PEOPLE_FROM - 8, middle, 2, began, MARK)] if row.is_starting_report else []
    if row.ic is None or row.ic_lower is None:
        return reported
    kind = 1 if row.ic_lower > 0 and not is_hollow(row) else 0
    said = f"{row.human_verdict}{HOLLOW if is_hollow(row) else ''}"
    title = f"{line(row.drug)}: {times_of(row)} times as often as expected, {plural(row.a, 'case')}: {said}"
    interval = rule(axis.at(row.ic_lower), middle, axis.at(row.ic_upper), middle, f"s{kind}", title)
    return [*reported, interval, dot(axis.at(row.ic), middle, kind, title, MARK)]


def _beside_in_words(rows: Sequence[Row]) -> str:
    def listed(chosen: Iterable[Row]) -> str:
        return ", ".join(f"{line(row.drug)}{HOLLOW if is_hollow(row) else ''}" for row in chosen) or "none"

    directions = [(row, {*row.induced_disease, *row.asked_of_harm}) for row in rows]
    protective = [row for row, shown in directions if shown == {"protective"}]
    harmful = [row for row, shown in directions if "harmful" in shown]
    return (
        "Left, what each coded study that counts found (a direction, rarely a size): nothing but protection with"
        f" {listed(protective)}; harm with"
        f" {listed(harmful)}. Right, how many times as often as expected"
        " people report it, with the 95% interval: wholly above 1 with"
        f" {listed(row for row in rows if row.ic is not None and row.ic_lower > 0)}. The table has every number."
    )


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
    told = "; ".join(f"{row.fate} {_percent(row)} over {plural(row.comparisons, 'comparison')}" for row in rows)
    first = rows[0]
    shares = (first.marketed_lowers_more, first.marketed_lowers_more_lower, first.marketed_lowers_more_upper)
    share, lower, upper = (f"{100 * value:.0f}%" for value in shares)
    text = (
        f"Percent reduction of the clinical score of the induced disease, a dot a comparison, pooled with its 95%"
        f" interval on a band that holds 95% of further comparisons: {told}. A"
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
