"""The first page: the question, this week's answer, the map of drugs by what animals and people show, the changes."""

import re
from dataclasses import replace

from signals.digest.content import DigestContent
from signals.digest.sections import CHANGE_TITLES, DigestPage, digest_page
from signals.digest.standing_signals import HOLLOW, STANDING
from signals.pages.figures import LONGEST_CHART
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile
from signals.present.blocks import Cell, Matrix, Section
from signals.present.charts import HOLLOW as BY_HOLLOW_COUNT
from signals.present.paths import drug_path
from signals.present.query import Answer

CAVEAT = (
    "The pages show disproportionate reporting: whether an event is reported with a drug more often than with other "
    "drugs. Spontaneous reports say nothing about how often it happens, and nothing about what brought it about."
)
ANIMALS = ("harmful", "less protective than the base rate", "mixed", "uninformative", "too few", "none found")
PEOPLE = ("disproportionate", "not disproportionate", "inconclusive", "too few reports")


def overview(published: PublishedFile, content: DigestContent) -> Page:
    """The first page."""
    digest = digest_page(content, longest=LONGEST_CHART)
    lead = (content.topic.question, *map(without_citations, digest.answer), CAVEAT)
    drugs = published.ask("pages/watched_drugs", event=content.topic.event, analysis=content.topic.comparison)
    sections = (
        *([_map(drugs, content, content.topic.event_title)] if content.topic.has_evidence else []),
        *_of_digest(digest),
        *published.sections("overview", event=content.topic.event),
    )
    return Page("index.html", content.topic.topic_title, lead, sections)


def without_citations(sentence: str) -> str:
    """A sentence of the digest without the numbers by which the mail cites its queries."""
    return re.sub(r"(?<!\s)\s*\[\d+\]", "", sentence)


def _map(drugs: Answer, content: DigestContent, event: str) -> Section:
    rows = drugs.rows
    animals = [*ANIMALS, *sorted({row.animal_verdict for row in rows if row.animal_verdict} - set(ANIMALS))]
    people = [*PEOPLE, *sorted({row.human_verdict for row in rows if row.human_verdict} - set(PEOPLE))]

    def drugs_in(animal: str, human: str) -> tuple[Cell, ...]:
        return tuple(
            Cell(f"{row.drug}{BY_HOLLOW_COUNT if row.is_hollow else ''}", drug_path(row.drug, "ingredient"))
            for row in rows
            if (row.animal_verdict, row.human_verdict) == (animal, human)
        )

    return Section(
        "Animals beside people",
        (
            f"Where each watched drug stands: what the coded animal studies say of it, and what the reports of people "
            f"say on {event}. Protective studies alone are uninformative: about 90% of published "
            f"{content.topic.animal_studies} are positive, whatever became of the drug.",
        ),
        matrix=Matrix(
            f"Watched ingredients by animal verdict and by verdict on people "
            f"({content.topic.event}, analysis {content.topic.comparison})",
            "animals ╲ people",
            tuple(people),
            tuple((animal, tuple(drugs_in(animal, human) for human in people)) for animal in animals),
        ),
        commands=(drugs.query.command,),
    )


def _of_digest(digest: DigestPage) -> list[Section]:
    """The digest's blocks on what is new, grew or fell, what stands out, and what does so and does not hold."""
    return [
        Section(
            section.title,
            tuple(map(without_citations, section.paragraphs)),
            replace(section.table, caption=_caption(section.title)) if section.table else None,
            left_out=without_citations(section.left_out),
        )
        for section in digest.sections
        if section.title in (*CHANGE_TITLES, STANDING, HOLLOW)
    ]


def _caption(title: str) -> str:
    return f"{title}, since the publication before" if title in CHANGE_TITLES else title
