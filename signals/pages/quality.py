"""Data quality: from physical lines to counted cases, what was rejected or refused, and the quarters that were used."""

from collections.abc import Sequence

from signals.pages.page import Page
from signals.present.block import Section
from signals.present.numbers import line, plural
from signals.present.published_file import PublishedFile


def quality_page(published: PublishedFile, problems: Sequence[str] = ()) -> Page:
    """The page on the data; `problems` says of each literature source that failed why it did."""
    steps = published.ask("pages/reconciliation").rows
    cases = [step for step in steps if step.unit in ("report", "case")]
    rejected = sum(row.lines for row in published.ask("pages/rejected_lines").rows)
    refused = len(published.ask("pages/refused_quarters").rows)
    were = "was" if refused == 1 else "were"
    numbers = f"{plural(rejected, 'line')} did not load, and {plural(refused, 'quarter')} {were} refused or set aside."
    if cases:
        numbers = f"Of {cases[0].count_in:,} reports {cases[-1].count_out:,} cases are counted; {numbers}"
    lead = "Nothing is dropped without a count: what goes into each step is what came out of it and what it took out."
    failed = Section(
        "Literature sources that failed", tuple(map(line, problems)) or ("None, the last time each of them was asked.",)
    )
    return Page("data-quality.html", "Data quality", (numbers, lead), (*published.sections("quality"), failed))
