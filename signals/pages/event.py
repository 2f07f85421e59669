"""A page an event group: which drugs it is reported with, and how each of its terms stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signals.digest.queries import COMPARISON, PRIMARY
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile, QuerySection, event_title
from signals.present.blocks import Figure
from signals.present.charts import forest
from signals.present.paths import event_path
from signals.present.query import Row
from signals.published import query

LONGEST_CHART = 25


def reported_ingredients(rows: Sequence[Row]) -> list[Row]:
    """The first ingredients with a case, as many as a chart holds."""
    return [row for row in rows if row.a > 0 and getattr(row, "drug_kind", "ingredient") == "ingredient"][
        :LONGEST_CHART
    ]


def ingredient_forest(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    """A forest plot of the ingredients with a case of the event; None where there is none."""
    reported = reported_ingredients(rows)
    return forest(reported, label="drug", what=f"Drugs with a case of {values['event']}") if reported else None


DRUGS = QuerySection(
    "Drugs, reports in a context of multiple sclerosis left out",
    "Watched drugs and {event}, analysis {analysis}",
    "No drug is watched.",
    query("pages/event_drugs"),
    figure=ingredient_forest,
)
DRUGS_IN_PRIMARY = replace(DRUGS, title="Drugs, all reports", figure=None)
AGREEMENT = QuerySection(
    "Beside animals",
    "Watched ingredients by how animals and people stand together",
    "No animal study is set beside this event group.",
    query("pages/agreement_counts"),
)


def event_page(published: PublishedFile, event: str) -> Page:
    """The page of one event group."""
    compared = published.ask(DRUGS.title, DRUGS.sql, event=event, analysis=COMPARISON)
    count = len(reported_ingredients(compared.rows))
    lead = (
        f"{count} watched ingredients are shown with a case of {event} in the analysis {COMPARISON}."
        if count
        else f"No watched ingredient has a case of {event} in the analysis {COMPARISON}."
    )
    sections = (
        published.section(DRUGS, {"event": event, "analysis": COMPARISON}, compared),
        published.section(DRUGS_IN_PRIMARY, {"event": event, "analysis": PRIMARY}),
        published.section(AGREEMENT, {"event": event}),
    )
    return Page(event_path(event), event_title(event).capitalize(), (lead,), sections)
