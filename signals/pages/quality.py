"""Data quality: from physical lines to counted cases, what was rejected or refused, and the quarters that were used."""

from signals.pages.page import Page
from signals.pages.query_section import PublishedFile


def quality_page(published: PublishedFile) -> Page:
    """The page on the data."""
    lead = "Nothing is dropped without a count: what goes into each step is what came out of it and what it took out."
    return Page("data-quality.html", "Data quality", (lead,), published.sections("quality"))
