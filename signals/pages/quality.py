"""Data quality: from physical lines to counted cases, what was rejected or refused, and which quarters it rests on."""

from collections.abc import Mapping, Sequence

from signals.pages.page import Page
from signals.pages.query_section import PublishedFile, QuerySection
from signals.present.blocks import Figure
from signals.present.charts import funnel
from signals.present.query import Row
from signals.published import query


def _funnel(rows: Sequence[Row], _: Mapping[str, str]) -> Figure | None:
    counted = [row for row in rows if row.unit in ("report", "case")]
    return funnel(counted, what="From reports to counted cases") if counted else None


SECTIONS = (
    QuerySection(
        "From lines to counted cases",
        "Every step from the lines of FDA's files to the cases that are counted",
        "No step is recorded.",
        query("pages/reconciliation"),
        figure=_funnel,
    ),
    QuerySection(
        "Files of each quarter",
        "lines + lines split - lines joined = rows loaded + rows rejected",
        "No file is recorded.",
        query("pages/files"),
    ),
    QuerySection(
        "Lines that did not load",
        "Rejected lines by file and reason",
        "Every line loaded.",
        query("pages/rejected_lines"),
    ),
    QuerySection(
        "Quarters that could not be taken",
        "Quarters missing from this publication",
        "No quarter was refused.",
        query("pages/refused_quarters"),
    ),
    QuerySection(
        "How drug texts became ingredients",
        "Drug records by the rule that named their ingredient",
        "No drug record is held.",
        query("pages/match_rules"),
    ),
    QuerySection(
        "Drug texts that no rule turned into an ingredient",
        "The 100 most frequent; they count as their own ingredient, without EBGM and q-value",
        "Every drug text became an ingredient.",
        query("pages/unmatched_texts"),
    ),
    QuerySection(
        "Cases that FDA withdrew",
        "Cases on a deleted list, by the latest list that names them",
        "No deleted list names a case that is held.",
        query("pages/deleted_cases"),
    ),
)


def quality_page(published: PublishedFile) -> Page:
    """The page on the data."""
    lead = "Nothing is dropped without a count: what goes into each step is what came out of it and what it took out."
    return Page("data-quality.html", "Data quality", (lead,), published.sections(SECTIONS, {}))
