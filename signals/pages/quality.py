"""Data quality: from physical lines to counted cases, what was rejected or refused, and which quarters it rests on."""

from collections.abc import Mapping, Sequence

from signals.pages.page import Page
from signals.pages.query_section import PublishedFile, QuerySection
from signals.present.blocks import Figure
from signals.present.charts import funnel
from signals.present.query import Row


def _funnel(rows: Sequence[Row], _: Mapping[str, str]) -> Figure | None:
    counted = [row for row in rows if row.unit in ("report", "case")]
    return funnel(counted, what="From reports to counted cases") if counted else None


SECTIONS = (
    QuerySection(
        "From lines to counted cases",
        "Every step from the lines of FDA's files to the cases that are counted",
        "No step is recorded.",
        """
SELECT step, name, unit, count_in, count_removed, count_out, meaning
FROM meta.reconciliation
ORDER BY step""",
        figure=_funnel,
    ),
    QuerySection(
        "Files of each quarter",
        "lines + lines split - lines joined = rows loaded + rows rejected",
        "No file is recorded.",
        """
SELECT quarter, table_name, lines, lines_split, lines_joined, rows_loaded, rows_repaired, rows_rejected, note
FROM meta.load
ORDER BY quarter DESC, table_name""",
    ),
    QuerySection(
        "Lines that did not load",
        "Rejected lines by file and reason",
        "Every line loaded.",
        """
SELECT quarter, table_name, reason, count(*) AS lines, min(line_number) AS first_line
FROM meta.rejected_line
GROUP BY quarter, table_name, reason
ORDER BY lines DESC, quarter, table_name, reason""",
    ),
    QuerySection(
        "Quarters that could not be taken",
        "Quarters missing from this publication",
        "No quarter was refused.",
        "SELECT quarter, reason FROM meta.refused_quarter ORDER BY quarter",
    ),
    QuerySection(
        "How drug texts became ingredients",
        "Drug records by the rule that named their ingredient",
        "No drug record is held.",
        """
SELECT coalesce(match_rule, 'no drug named') AS match_rule, count(*) AS records, count(DISTINCT caseid) AS cases
FROM faers.case_drug
GROUP BY ALL
ORDER BY records DESC""",
    ),
    QuerySection(
        "Drug texts that no rule turned into an ingredient",
        "The 100 most frequent; they count as their own ingredient, without EBGM and q-value",
        "Every drug text became an ingredient.",
        """
SELECT drug_text, record_count, case_count
FROM meta.unmatched_drug
ORDER BY record_count DESC, drug_text
LIMIT 100""",
    ),
    QuerySection(
        "Cases that FDA withdrew",
        "Cases on a deleted list, by the latest list that names them",
        "No deleted list names a case that is held.",
        """
SELECT listed_quarter, count(*) AS cases, count(*) FILTER (is_back_after_deletion) AS back_after_deletion
FROM meta.deleted_case
GROUP BY listed_quarter
ORDER BY listed_quarter""",
    ),
)


def quality_page(published: PublishedFile) -> Page:
    """The page on the data."""
    lead = "Nothing is dropped without a count: what goes into each step is what came out of it and what it took out."
    return Page("data-quality.html", "Data quality", (lead,), published.sections(SECTIONS, {}))
