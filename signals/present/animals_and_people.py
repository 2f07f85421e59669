"""The chart of animals beside people: effects and directions by study, and what people report by drug."""

from collections.abc import Iterable, Sequence

from signals.present.block import Figure
from signals.present.charts import LOWEST, headline, is_hollow, marked
from signals.present.numbers import line, plural
from signals.present.query import Row
from signals.present.svg import ROW, WIDTH, Axis, dot, legend, log2_axis, ring, rule, shortened, svg, words

MARKS = (
    "study of an induced disease: does it help?",
    "study that asks about harm",
    "a paper that the question began with",
)
DIRECTIONS = {"harmful": "−", "mixed": "±", "no effect": "0", "protective": "+"}
"""The results of a study in the order of their places, with the signs of these."""
KEYS = (
    "outline: direction only (− harm, ± both, 0 none, + helps)",
    "filled, with its 95% interval: effect of a study",
    "the same, of a drug that failed in people",
)
LONGEST_DRUG = 16
LABELS_TO = 98
PLACES = {"harmful": (107, 14), "mixed": (121, 14), "no effect": (135, 14), "protective": (156, 28)}
"""Where the studies of a direction stand, and how wide."""
EFFECTS = Axis(-50, 100, 178, 252, ((-50, "−50"), (0, "0"), (50, "50"), (100, "100%")))
"""By how many percent a drug lowers the clinical score; what is further out stands at the end."""
PEOPLE_FROM = 272
APART, MARK = 6, 2.6
PITCH, COMPARISON_PITCH = 8, 2.4
"""From one effect to the next: of a drug of the class, and of a drug that is there for comparison."""
COMPARED = "not watched"
"""What a drug that is there for comparison is to people's reports."""


def animals_and_people(rows: Sequence[Row]) -> Figure | None:
    """A row a drug: left its animal studies, right how many times as often as expected people report it.

    A study whose size is coded stands on the axis of effects, one of which only the direction is known beside it. None
    where no drug that is watched or studied for the class has a study.
    """
    if not any(row.directions_alone or row.effects for row in rows if not _is_comparison(row)):
        return None
    top = ROW * (len(MARKS) + len(KEYS) + 2) + 8
    bounds = [bound for row in rows if row.ic is not None for bound in (row.ic_lower, row.ic_upper)]
    people = log2_axis(bounds, PEOPLE_FROM, WIDTH - 12, lowest=LOWEST, most=4)
    drawn: list[str] = []
    bottom: float = top
    for place, row in enumerate(rows):
        if _is_comparison(row) and not _is_comparison(rows[place - 1]):
            drawn.append(words("for comparison", 4, bottom + ROW))
            bottom += ROW + 6
        height = _height(row)
        middle = bottom + height / 2
        drawn.append(words(shortened(row.drug, LONGEST_DRUG), LABELS_TO, middle + 4, anchor="end"))
        drawn += [*_directions(row, middle), *_effects(row, bottom, height), *_reports(row, people, middle)]
        bottom += height
    drawing = svg([*_frame(people, top, bottom + 2), *drawn], bottom + 22)
    return Figure(_in_words(rows), drawing, "animals-and-people")


def _is_comparison(row: Row) -> bool:
    return bool(row.human_verdict == COMPARED)


def _height(row: Row) -> float:
    return max(ROW, (COMPARISON_PITCH if _is_comparison(row) else PITCH) * len(row.effects) + 4)


def _frame(people: Axis, top: float, bottom: float) -> list[str]:
    """What the marks mean, the headings, and both axes with their grids."""
    parts = [
        *legend((MARKS[0], f"{MARKS[1]}; of people: wholly above 1", MARKS[2])),
        *_keys(ROW * len(MARKS)),
        words("animals: direction; % lower score", EFFECTS.to_unit, top - 22, anchor="end"),
        words("people report,", WIDTH - 4, top - 22, anchor="end"),
        words("× expected", WIDTH - 4, top - 8, anchor="end"),
    ]
    for direction, sign in DIRECTIONS.items():
        middle, _ = PLACES[direction]
        parts += [rule(middle, top, middle, bottom, "grid"), words(sign, middle, bottom + 13, anchor="middle")]
        parts.append(words(sign, middle, top - 8, anchor="middle"))
    for axis in (EFFECTS, people):
        for tick, label in axis.ticks:
            parts.append(rule(axis.at(tick), top, axis.at(tick), bottom, "grid"))
            parts.append(words(label, axis.at(tick), bottom + 13, anchor="middle"))
        parts.append(rule(axis.at(0), top, axis.at(0), bottom, "expected"))
    return parts


def _keys(top: float) -> list[str]:
    parts = [ring(8, top + 9, 0, "", MARK)]
    for number, kind in ((1, 0), (2, 3)):
        y = top + ROW * number + 9
        parts += [rule(1, y, 15, y, f"s{kind} thin"), dot(8, y, kind, "", MARK)]
    return parts + [words(text, 18, top + ROW * number + 13) for number, text in enumerate(KEYS)]


def _directions(row: Row, middle: float) -> list[str]:
    """An outline a study of which only the direction is known, side by side where several found the same."""
    parts = []
    for direction, (place, width) in PLACES.items():
        studies = [study for study in row.directions_alone if study["direction"] == direction]
        apart = min(APART, width / max(len(studies), 1))
        for number, study in enumerate(studies):
            kind = 2 if study["is_starting"] else int(study["question"] == "harm")
            title = f"{line(row.drug)}, {direction}, {MARKS[kind]}: {line(study['publication'] or 'author not seen')}"
            parts.append(ring(place + apart * (number - (len(studies) - 1) / 2), middle, kind, title, MARK))
    return parts


def _effects(row: Row, top: float, height: float) -> list[str]:
    """Each study's effect with its interval, the largest first."""
    parts = []
    for number, one in enumerate(row.effects):
        y = round(top + height * (number + 0.5) / len(row.effects), 1)
        kind = 2 if one["is_starting"] else 3 if one["fate"].startswith("failed") else 0
        effect = f"{one['percent']:.0f}% lower score ({one['lower']:.0f} to {one['upper']:.0f}), {one['regimen']}"
        began = f", {MARKS[2]}" if one["is_starting"] else ""
        title = f"{line(row.drug)} ({one['fate']}), {line(one['publication'])}: {effect}{began}"
        parts.append(rule(EFFECTS.at(one["lower"]), y, EFFECTS.at(one["upper"]), y, f"s{kind} thin", title))
        parts.append(dot(EFFECTS.at(one["percent"]), y, kind, title, 1.2 if _is_comparison(row) else MARK))
    return parts


def _reports(row: Row, axis: Axis, middle: float) -> list[str]:
    began = f"{line(row.drug)}: {', '.join(row.starting_point)}"
    reported = [dot(PEOPLE_FROM - 9, middle, 2, began, MARK)] if row.is_starting_report else []
    if row.ic is None or row.ic_lower is None:
        return reported
    kind = 1 if row.ic_lower > 0 and not is_hollow(row) else 0
    verdict = f"{row.human_verdict}{marked(row)}"
    title = f"{line(row.drug)}: {headline(row)}, {verdict}"
    interval = rule(axis.at(row.ic_lower), middle, axis.at(row.ic_upper), middle, f"s{kind}", title)
    return [*reported, interval, dot(axis.at(row.ic), middle, kind, title, MARK)]


def _in_words(rows: Sequence[Row]) -> str:
    def listed(chosen: Iterable[Row]) -> str:
        return ", ".join(f"{line(row.drug)}{marked(row)}" for row in chosen) or "none"

    directions = [(row, {*row.induced_disease, *row.asked_of_harm}) for row in rows]
    protective = [row for row, shown in directions if shown == {"protective"}]
    harmful = [row for row, shown in directions if "harmful" in shown]
    own = [row for row in rows if row.effects and not _is_comparison(row)]
    count = sum(len(row.effects) for row in own)
    sized = f"{plural(count, 'study', 'studies')} of these drugs ({listed(own)})" if own else "no study of these drugs"
    compared = sum(len(row.effects) for row in rows if _is_comparison(row))
    return (
        f"Left, what each coded study that counts found: nothing but protection with {listed(protective)}; harm with"
        f" {listed(harmful)}. By how much the drug lowers the clinical score, with its 95% interval, is known of"
        f" {sized} and of {plural(compared, 'study', 'studies')} of drugs that are there for comparison. Right, how"
        " many times as often as expected people report it, with the 95% interval: wholly above 1 with"
        f" {listed(row for row in rows if row.ic is not None and row.ic_lower > 0)}. The table has every number."
    )
