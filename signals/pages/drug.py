"""A page a watched drug: what the reports say, what animals say, and what was published and registered."""

from signals.pages.page import Page
from signals.pages.query_section import PublishedFile
from signals.present.paths import drug_path


def drug_page(published: PublishedFile, drug: str, drug_kind: str) -> Page:
    """The page of one watched ingredient, target class or class."""
    event = published.topic.event
    values = {"drug": drug, "drug_kind": drug_kind, "event": event}
    kind = "" if drug_kind == "ingredient" else f" ({drug_kind.replace('_', ' ')})"
    summary = published.ask("pages/summary", **values).rows
    lead = str(summary[0].sentence) if summary else f"No analysis of {published.event_title(event)} was made."
    return Page(drug_path(drug, drug_kind), f"{drug}{kind}", (lead,), published.sections("drug", **values))
