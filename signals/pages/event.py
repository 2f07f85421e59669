"""A page an event group: which drugs it is reported with, and how each of its terms stands."""

from signals.digest.content import DISPROPORTIONATE, TOO_FEW
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile
from signals.present.numbers import count, name, plural, times
from signals.present.paths import event_path

LONGEST_LIST = 5


def event_page(published: PublishedFile, event: str) -> Page:
    """The page of one event group."""
    lead = (_lead(published, event),)
    return Page(event_path(event), published.event_heading(event), lead, published.sections("event", event=event))


def _lead(published: PublishedFile, event: str) -> str:
    """Which drugs stand out, how many have a case, and how many cannot be judged."""
    topic = published.topic
    rows = published.ask("pages/event_drugs", event=event, analysis=topic.comparison).rows
    drugs = [row for row in rows if row.drug_kind == "ingredient"]
    standing = [row for row in drugs if row.human_verdict == DISPROPORTIONATE]
    named = [f"{name(row.drug)} {times(row.ic, row.ic_lower, row.ic_upper)}" for row in standing[:LONGEST_LIST]]
    more = f" and {count(len(standing) - LONGEST_LIST)} more" if len(standing) > LONGEST_LIST else ""
    ratios = f": {'; '.join(named)}{more} (times as often as expected)" if named else ""
    few = sum(row.human_verdict == TOO_FEW for row in drugs)
    with_case = sum(row.a > 0 for row in drugs)
    have = f"{count(with_case)} {'has' if with_case == 1 else 'have'}"
    return (
        f"{count(len(standing)) if standing else 'None'} of {plural(len(drugs), 'watched drug')}"
        f" {'stand' if len(standing) > 1 else 'stands'} out with {published.event_title(event)},"
        f" {topic.comparison_words} ({topic.comparison}){ratios}. {have}"
        f" a case, and {count(few)} too few reports to tell."
    )
