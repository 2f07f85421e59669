"""The queries that the digest cites, and what a clear change is."""

from signals.published import query

CLEAR_CHANGE = 0.25  # of the lower bound of IC, a log2: a factor of 1.19

# In the order in which the digest cites them. Those with $run_id compare with an earlier publication.
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

OF_EVIDENCE = ("agreement counted", "animals beside people")
"""Asked only where the topic has evidence beside its reports."""


def digest_query(title: str) -> str:
    """The query of a title: "what changed" is sql/digest/what_changed.sql."""
    return query(f"digest/{title.replace(' ', '_')}")
