"""Data quality: from physical lines to counted cases, what was rejected or refused, and which quarters it rests on."""

from signals.pages.charts import steps
from signals.pages.layout import Page
from signals.pages.reader import Reader

FUNNEL = """
SELECT step, name, unit, count_in, count_removed, count_out, meaning
FROM meta.reconciliation
ORDER BY step"""

QUARTERS = """
SELECT quarter, table_name, lines, lines_split, lines_joined, rows_loaded, rows_repaired, rows_rejected, note
FROM meta.load
ORDER BY quarter DESC, table_name"""

REJECTED = """
SELECT quarter, table_name, reason, count(*) AS lines, min(line_number) AS first_line
FROM meta.rejected_line
GROUP BY quarter, table_name, reason
ORDER BY lines DESC, quarter, table_name, reason"""

REFUSED = "SELECT quarter, reason FROM meta.refused_quarter ORDER BY quarter"

UNMATCHED = """
SELECT drug_text, record_count, case_count
FROM meta.unmatched_drug
ORDER BY record_count DESC, drug_text
LIMIT 100"""

RULES = """
SELECT coalesce(match_rule, 'no drug named') AS match_rule, count(*) AS records, count(DISTINCT caseid) AS cases
FROM faers.case_drug
GROUP BY ALL
ORDER BY records DESC"""

DELETED = """
SELECT listed_quarter, count(*) AS cases, count(*) FILTER (is_back_after_deletion) AS back_after_deletion
FROM meta.deleted_case
GROUP BY listed_quarter
ORDER BY listed_quarter"""


def quality_page(reader: Reader) -> Page:
    """The page on the data."""
    funnel = reader.ask("funnel", FUNNEL)
    counted = [row for row in funnel.records if row["unit"] in ("report", "case")]
    return Page(
        "data-quality.html",
        "Data quality",
        ("Nothing is dropped without a count: what goes into each step is what came out of it and what it took out.",),
        (
            reader.section(
                "From lines to counted cases",
                funnel,
                caption="Every step from the lines of FDA's files to the cases that are counted",
                none="No step is recorded.",
                figure=steps(counted, what="From reports to counted cases") if counted else None,
            ),
            reader.section(
                "Files of each quarter",
                reader.ask("files", QUARTERS),
                caption="lines + lines split - lines joined = rows loaded + rows rejected",
                none="No file is recorded.",
            ),
            reader.section(
                "Lines that did not load",
                reader.ask("rejected lines", REJECTED),
                caption="Rejected lines by file and reason",
                none="Every line loaded.",
            ),
            reader.section(
                "Quarters that could not be taken",
                reader.ask("refused quarters", REFUSED),
                caption="Quarters missing from this publication",
                none="No quarter was refused.",
            ),
            reader.section(
                "How drug texts became ingredients",
                reader.ask("rules", RULES),
                caption="Drug records by the rule that named their ingredient",
                none="No drug record is held.",
            ),
            reader.section(
                "Drug texts that no rule turned into an ingredient",
                reader.ask("unmatched drugs", UNMATCHED),
                caption="The 100 most frequent; they count as their own ingredient, without EBGM and q-value",
                none="Every drug text became an ingredient.",
            ),
            reader.section(
                "Cases that FDA withdrew",
                reader.ask("deleted cases", DELETED),
                caption="Cases on a deleted list, by the latest list that names them",
                none="No deleted list names a case that is held.",
            ),
        ),
    )
