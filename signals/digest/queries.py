"""The queries that the digest cites, and what a clear change is."""

from collections.abc import Mapping

from signals.present.block_declaration import blocks_of
from signals.published import query

CLEAR_CHANGE = 0.25  # of the lower bound of IC, a log2: a factor of 1.19, which week.toml calls about a fifth

# In the order in which the digest cites them, before those of other blocks.
CITED = (
    "this publication",
    "cases",
    "verdicts counted",
    "the publication compared with",
    "what changed",
    "why it changed",
    "new cases",
    "what changed in the evidence",
    "rejected lines",
    "notes on the files",
    "problems of the watchlist",
    "standing signals",
    "over time",
    "most reported",
    "agreement counted",
    "animals beside people",
    "where the analyses differ",
    "lines and reports read",
    "flagged quarters",
)

OF_A_COMPARISON = (
    "the publication compared with",
    "what changed",
    "why it changed",
    "new cases",
    "what changed in the evidence",
)
"""Asked only where there is an earlier publication to compare with."""

OF_EVIDENCE = ("agreement counted", "animals beside people")
"""Asked only where the topic has evidence beside its reports."""


def digest_query(title: str) -> str:
    """The query of a title: "what changed" is sql/digest/what_changed.sql."""
    return query(f"digest/{title.replace(' ', '_')}")


def title_of(name: str) -> str:
    """The title under which a query is cited: that of digest/what_changed is "what changed"."""
    return name.removeprefix("digest/").replace("_", " ")


def cited_queries() -> Mapping[str, str]:
    """The text of every query that the digest cites, by its title."""
    others = (block.query for block in blocks_of("week"))
    return {title: digest_query(title) for title in CITED} | {title_of(name): query(name) for name in others}
