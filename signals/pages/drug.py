"""A page a watched drug: what the reports say, what animals say, and what was published and registered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signals.digest.queries import COMPARISON
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile, QuerySection, event_title
from signals.pages.robustness import robustness_sections
from signals.present.blocks import Figure, Section
from signals.present.charts import forest
from signals.present.paths import drug_path
from signals.present.query import Row
from signals.published import query


def _forest(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    has_case = any(row.a for row in rows)
    return forest(rows, label="analysis", what=f"{values['drug']} and {values['event']}") if has_case else None


ANALYSES = QuerySection(
    "{event_heading}, analysis by analysis",
    "{drug} and {event}: cells in cases and measures in every analysis",
    "No analysis was made.",
    query("pages/drug_analyses"),
    figure=_forest,
)
EVENTS = QuerySection(
    "Every watched event",
    "Event groups, and single terms with a case, in the analyses primary and {analysis}",
    "No event is watched.",
    query("pages/drug_events"),
)
CASES = (
    QuerySection(
        "Cases",
        "Cases behind a of the primary analysis, {drug} and {event_title}, the latest received first",
        "No counted case suspects {drug} and reports {event_title}.",
        query("pages/cases"),
        paragraphs=("`nibwatch case` with a case number shows it whole, as reported.",),
    ),
    QuerySection(
        "What the cases say of themselves",
        "Answers and how many cases give them, {drug} and {event_title}, primary analysis",
        "Without a case there is nothing to say.",
        query("pages/profile"),
    ),
)
ANIMALS = (
    QuerySection(
        "Animals beside people",
        "What coded animal studies say beside what reports say, by event group",
        "The drug has not been set beside animal studies.",
        query("pages/agreement"),
    ),
    QuerySection(
        "Animal evidence by model",
        "Weighed studies in each family of models, beside the share that is positive whatever the drug",
        "No weighed animal study of {drug} is coded.",
        query("pages/animal_families"),
    ),
    QuerySection(
        "Animal and culture studies",
        "Coded studies, one row a study and model",
        "No animal study of {drug} is coded.",
        query("pages/studies"),
    ),
)
INGREDIENT = (
    QuerySection(
        "Trials in demyelinating disease",
        "Trials of the drug in a demyelinating disease",
        "No trial of {drug} in a demyelinating disease is known.",
        query("pages/trials"),
    ),
    QuerySection(
        "Published cases",
        "What was published on the drug and demyelination in people",
        "Nothing published on {drug} and demyelination in people is coded.",
        query("pages/human_reports"),
    ),
    QuerySection(
        "US labels that name a demyelinating event",
        "Sentences of labels as openFDA has them",
        "No fetched US label of {drug} names a demyelinating event.",
        query("pages/labels"),
    ),
    QuerySection(
        "How reports spell it",
        "The 50 commonest drug texts that became this ingredient, and by which rule",
        "No drug record became {drug} as an ingredient.",
        query("pages/spellings"),
    ),
)
"""Sections on one ingredient, which a class of drugs has not."""


def drug_page(published: PublishedFile, drug: str, drug_kind: str, headline_event: str) -> Page:
    """The page of one watched ingredient, target class or class."""
    values = {"drug": drug, "drug_kind": drug_kind, "event": headline_event}
    kind = "" if drug_kind == "ingredient" else f" ({drug_kind.replace('_', ' ')})"
    summary = published.ask("summary", query("pages/summary"), **values).rows
    lead = str(summary[0].sentence) if summary else f"No analysis of {event_title(headline_event)} was made."
    sections = (
        _analyses(published, values),
        published.section(EVENTS, {**values, "analysis": COMPARISON}),
        *robustness_sections(published, values),
        *published.sections((*CASES, *ANIMALS, *(INGREDIENT if drug_kind == "ingredient" else ())), values),
    )
    return Page(drug_path(drug, drug_kind), f"{drug}{kind}", (lead,), sections)


def _analyses(published: PublishedFile, values: Mapping[str, str]) -> Section:
    answer = published.ask("analyses", ANALYSES.sql, **values)
    no_case = "No case in any analysis names {drug} and {event}."
    described = ANALYSES if any(row.a for row in answer.rows) else replace(ANALYSES, paragraphs=(no_case,))
    return published.section(described, values, answer)
