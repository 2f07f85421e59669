"""A page a watched drug: what the reports say, what animals say, and what was published and registered."""

from collections.abc import Mapping

from signals.pages.page import Page
from signals.present.charts import headline
from signals.present.numbers import drug_title
from signals.present.paths import drug_path
from signals.present.published_file import PublishedFile


def drug_page(published: PublishedFile, drug: str, drug_kind: str) -> Page:
    """The page of one watched ingredient, target class or class."""
    values = {"drug": drug, "drug_kind": drug_kind, "event": published.topic.event}
    title = drug_title(drug, drug_kind)
    summary = published.ask("pages/summary", **values).rows
    lead = (
        *headlines(published, values),
        str(summary[0].sentence) if summary else f"No analysis of {published.topic.event_title} was made.",
    )
    return Page(drug_path(drug, drug_kind), title, lead, published.sections("drug", **values))


def headlines(published: PublishedFile, values: Mapping[str, str]) -> list[str]:
    """How often the topic's event is reported in the analysis that it is judged in, beside what is expected.

    With the verdict, the worst caution and that a label lists such an event; none where the drug is not watched for it.
    """
    topic, lines = published.topic, []
    about = f"{drug_title(values['drug'], values['drug_kind'])}, {topic.event_title}, {topic.scope}"
    for row in published.ask("pages/headline", analysis=topic.comparison, **values).rows:
        if row.reason is not None:
            lines.append(f"{about}: not made, {row.reason}.")
            continue
        verdict = "; ".join(filter(None, (row.human_verdict, row.warning, row.known)))
        lines.append(f"{about}: {headline(row)}, {verdict}.")
    return lines
