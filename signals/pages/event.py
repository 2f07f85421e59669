"""A page an event group: which drugs it is reported with, and how each of its terms stands."""

from signals.digest.queries import COMPARISON
from signals.pages.figures import reported_ingredients
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile, event_title
from signals.present.paths import event_path


def event_page(published: PublishedFile, event: str) -> Page:
    """The page of one event group."""
    count = len(reported_ingredients(published.ask("pages/event_drugs", event=event, analysis=COMPARISON).rows))
    lead = (
        f"{count} watched ingredients are shown with a case of {event} in the analysis {COMPARISON}."
        if count
        else f"No watched ingredient has a case of {event} in the analysis {COMPARISON}."
    )
    return Page(event_path(event), event_title(event).capitalize(), (lead,), published.sections("event", event=event))
