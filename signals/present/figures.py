"""The charts that blocks name; None where there are too few data to draw one."""

from collections.abc import Callable, Mapping, Sequence

from signals.present.animals_and_people import animals_and_people
from signals.present.block import Figure
from signals.present.charts import forest, funnel, quartiles, trend
from signals.present.fates_chart import fates
from signals.present.query import Row

Draw = Callable[[Sequence[Row], Mapping[str, str]], Figure | None]
LONGEST_CHART = 25
LONGEST_FOREST = 12
"""Drugs in the mail's chart, where each has two rows."""
FEWEST_DRAWN = 3
"""Cases from which on a trend or quartiles are drawn; the table has them from the first."""


def reported_ingredients(rows: Sequence[Row]) -> list[Row]:
    """The first ingredients with a case, as many as a chart holds."""
    return [row for row in rows if row.a > 0 and getattr(row, "drug_kind", "ingredient") == "ingredient"][
        :LONGEST_CHART
    ]


def _ingredients(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    reported = reported_ingredients(rows)
    return forest(reported, label="drug", what=f"Drugs with a case of {values['event']}")


def _analyses(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    has_case = any(row.a for row in rows)
    return forest(rows, label="analysis", what=f"{values['drug']} and {values['event']}") if has_case else None


def _steps(rows: Sequence[Row], _: Mapping[str, str]) -> Figure | None:
    counted = [row for row in rows if row.unit in ("report", "case")]
    return funnel(counted, what="From reports to counted cases") if counted else None


def _trend(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    is_drawn = max((row.a for row in rows), default=0) >= FEWEST_DRAWN
    return trend(rows, what=f"{values['drug']} and {values['event']}") if is_drawn else None


def _onset(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    dated = [row for row in rows if row.known_count >= FEWEST_DRAWN]
    return quartiles(dated, what=values["drug"]) if dated else None


def _standing(rows: Sequence[Row], words: Mapping[str, str]) -> Figure | None:
    """The ratio of each drug in the compared analysis beside the first."""
    analyses = [words["comparison_words"], words["first_analysis_words"]]
    drawn = []
    for row in rows[:LONGEST_FOREST]:
        drawn.append(Row(**vars(row), analysis=analyses[0]))
        if row.first_a is not None:
            bounds = {"ic": row.first_ic, "ic_lower": row.first_ic_lower, "ic_upper": row.first_ic_upper}
            drawn.append(Row(drug=row.drug, caution=row.caution, a=row.first_a, analysis=analyses[1], **bounds))
    return forest(drawn, label="drug", what=words["title"], series=analyses)


def _courses(rows: Sequence[Row], words: Mapping[str, str]) -> Figure | None:
    return trend(rows, what=f"{words['title']} {words['comparison_words']}", by="drug")


FIGURES: Mapping[str, Draw] = {
    "ingredients": _ingredients,
    "analyses": _analyses,
    "steps": _steps,
    "trend": _trend,
    "onset": _onset,
    "standing": _standing,
    "courses": _courses,
    "animals and people": lambda rows, _: animals_and_people(rows),
    "fates": lambda rows, _: fates(rows),
}
