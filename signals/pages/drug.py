"""A page a watched drug: what the reports say, what animals say, and what was published and registered."""

from signals.pages.page import Page
from signals.pages.query_section import PublishedFile
from signals.present.blocks import Section
from signals.present.headline import headline
from signals.present.paths import drug_path


def drug_page(published: PublishedFile, drug: str, drug_kind: str) -> Page:
    """The page of one watched ingredient, target class or class."""
    event = published.topic.event
    values = {"drug": drug, "drug_kind": drug_kind, "event": event}
    kind = "" if drug_kind == "ingredient" else f" ({drug_kind.replace('_', ' ')})"
    summary = published.ask("pages/summary", **values).rows
    topic = published.topic
    scope = f"{topic.comparison_words} ({topic.comparison})"
    about = {"drug": f"{drug}{kind}", "event": published.event_title(event), "scope": scope}
    lead = (
        *(headline(row, **about) for row in published.ask("pages/headline", analysis=topic.comparison, **values).rows),
        str(summary[0].sentence) if summary else f"No analysis of {published.event_title(event)} was made.",
    )
    sections = (*_answer(published, **values), *published.sections("drug", **values))
    return Page(drug_path(drug, drug_kind), f"{drug}{kind}", lead, sections)


def _answer(published: PublishedFile, **values: str) -> tuple[Section, ...]:
    """The question answered in words; nothing where no animal model speaks to the event."""
    answer = published.ask("pages/answer", **values)
    return tuple(
        Section(
            "The question, answered by rules",
            (
                row.in_short,
                f"{row.animals} {row.warning}",
                f"{row.people} {row.chance}",
                *([row.missing] if row.missing else []),
            ),
            commands=(answer.query.command,),
        )
        for row in answer.rows
    )
