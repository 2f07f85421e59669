"""A page an event group: which drugs it is reported with, and how each of its terms stands."""

from signals.digest.content import DISPROPORTIONATE, TOO_FEW
from signals.pages.page import Page
from signals.present.charts import times_of
from signals.present.numbers import count, have, name, plural
from signals.present.paths import event_path
from signals.present.published_file import PublishedFile
from signals.present.query import Row
from signals.present.verdict_words import named_by_caution, too_few_reports

UNREPORTED = "no report of the drug"
"""What sql/pages/event_drugs.sql says in place of the verdict where no report suspects the drug."""


def event_page(published: PublishedFile, event: str) -> Page:
    """The page of one event group."""
    lead = (_lead(published, event),)
    return Page(event_path(event), published.topic.heading_of(event), lead, published.sections("event", event=event))


def _lead(published: PublishedFile, event: str) -> str:
    """Which drugs stand out by their cautions, how many have a case, and how many cannot be judged."""
    topic = published.topic
    rows = published.ask("pages/event_drugs", event=event, analysis=topic.comparison).rows
    drugs = [row for row in rows if row.drug_kind == "ingredient"]
    standing = [row for row in drugs if row.human_verdict == DISPROPORTIONATE]
    unreported = sum(row.human_verdict == UNREPORTED for row in drugs)
    few = sum(row.human_verdict == TOO_FEW for row in drugs) + unreported
    with_case = sum(row.a > 0 for row in drugs)
    ratios = ", times as often as expected" if standing else ""
    return (
        f"{count(len(standing)) if standing else 'None'} of {plural(len(drugs), 'watched drug')}"
        f" {'stand' if len(standing) > 1 else 'stands'} out with {topic.title_of(event)},"
        f" {topic.scope}{ratios}{named_by_caution(standing, _shown, '; ')}."
        f" {count(with_case)} {have(with_case)} a case, and {count(few)} {too_few_reports(few, unreported)}."
    )


def _shown(row: Row) -> str:
    """A drug with its ratio and its worst caution."""
    return f"{name(row.drug)} {times_of(row)}{f' [{row.caution}]' if row.caution else ''}"
