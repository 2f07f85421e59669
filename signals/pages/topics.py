"""The first page of a report on several watchlists: their questions, answers and pages."""

from collections.abc import Sequence

from signals.digest.content import DigestContent
from signals.digest.sections import digest_page
from signals.pages.folder import FIRST
from signals.pages.overview import without_citations
from signals.pages.page import Page
from signals.present.block import Cell, Column, Section, Table
from signals.present.figures import LONGEST_CHART
from signals.present.paths import topic_folder

COLUMNS = (Column("topic"), Column("question"), Column("this week"))


def topics_page(contents: Sequence[DigestContent]) -> Page:
    """The list of the watchlists, the main one first."""
    held = [content.topic.watchlist for content in contents]
    rows = tuple(
        (
            Cell(content.topic.topic_title, f"{topic_folder(content.topic.watchlist, held)}{FIRST}"),
            Cell(content.topic.question),
            Cell(without_citations(digest_page(content, longest=LONGEST_CHART).answer[0])),
        )
        for content in contents
    )
    caption = f"The {len(held)} topics of this publication"
    return Page(FIRST, "Topics", (), (Section("", table=Table(COLUMNS, rows, caption)),))
