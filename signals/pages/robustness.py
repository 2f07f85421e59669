"""A drug's page, continued: its signal over time, time to onset, masking, fragility, calibration, repeated looks."""

from collections.abc import Mapping, Sequence

from signals.pages.query_section import PublishedFile, QuerySection
from signals.present.blocks import Figure, Section
from signals.present.charts import quartiles, trend
from signals.present.query import Row
from signals.published import query

FEWEST_DRAWN = 3
"""Cases from which on a trend or quartiles are drawn; the table has them from the first."""
REBUILT = "Rebuilt from today's cases, by quarter of first receipt: not what could be known in that quarter."


def _trend(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    is_drawn = len({row.quarter for row in rows}) > 1 and max(row.a for row in rows) >= FEWEST_DRAWN
    return trend(rows, what=f"{values['drug']} and {values['event']}") if is_drawn else None


def _quartiles(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    dated = [row for row in rows if row.known_count >= FEWEST_DRAWN]
    return quartiles(dated, what=values["drug"]) if dated else None


SECTIONS = (
    QuerySection(
        "{event_heading} over time",
        "{drug} and {event}: all cases first received until the end of each quarter, by analysis",
        "No case of {drug}, so there is no course.",
        query("pages/trend"),
        paragraphs=(REBUILT,),
        figure=_trend,
    ),
    QuerySection(
        "Since when",
        "The quarter in which each criterion first held, event groups and single terms with a case",
        "No case of a watched event.",
        query("pages/first_quarters"),
        paragraphs=(REBUILT,),
    ),
    QuerySection(
        "Days from the start of therapy to the event",
        "Cases whose therapy start and event are known to the day, and why the others could not say",
        "No case of a watched event.",
        query("pages/onset"),
        paragraphs=("Right-truncated: an onset later than the data reach is not among them.",),
        figure=_quartiles,
    ),
    QuerySection(
        "Masking",
        "Before and after the reports of the event's masking drugs leave the comparator",
        "No drug masks an event that has a case here.",
        query("pages/masking"),
    ),
    QuerySection(
        "Fragility",
        "The fewest cases whose removal ends a signal, and what it leans on most",
        "Nothing is disproportionate, so there is nothing to lose.",
        query("pages/fragility"),
    ),
    QuerySection(
        "Calibration by negative controls",
        "p without and with the systematic error that the event's negative controls show",
        "No event group.",
        query("pages/calibration"),
        paragraphs=("The lower bound assumes that a real effect meets the same systematic error.",),
    ),
)
SEQUENTIAL = QuerySection(
    "Sequential test",
    "MaxSPRT: one frozen look a quarter, with an error that many looks do not inflate",
    "The watchlist asks for no sequential test of this drug.",
    query("pages/sequential"),
)


def robustness_sections(published: PublishedFile, values: Mapping[str, str]) -> tuple[Section, ...]:
    """The result of each check of a drug; one that has nothing to show says so."""
    is_ingredient = values["drug_kind"] == "ingredient"
    return published.sections((*SECTIONS, *([SEQUENTIAL] if is_ingredient else [])), values)
