"""A page an event group: which drugs it is reported with, and how each of its terms stands."""

from signals.pages.figures import reported_ingredients
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile
from signals.present.paths import event_path


def event_page(published: PublishedFile, event: str) -> Page:
    """The page of one event group."""
    analysis = published.topic.comparison
    count = len(reported_ingredients(published.ask("pages/event_drugs", event=event, analysis=analysis).rows))
    lead = (
        f"{count} watched ingredients are shown with a case of {event} in the analysis {analysis}."
        if count
        else f"No watched ingredient has a case of {event} in the analysis {analysis}."
    )
    return Page(event_path(event), published.event_heading(event), (lead,), published.sections("event", event=event))
