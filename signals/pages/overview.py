"""The first page: the question, this week's answer, the map of drugs by what animals and people show, the changes."""

import re
from dataclasses import replace

from signals.digest.content import DigestContent
from signals.digest.sections import DigestPage, digest_page
from signals.pages.page import Page
from signals.present.block import Cell, Matrix, Section
from signals.present.block_declaration import blocks_of
from signals.present.charts import marked
from signals.present.figures import LONGEST_CHART
from signals.present.paths import drug_path
from signals.present.published_file import PublishedFile
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
            Cell(f"{row.drug}{marked(row)}", drug_path(row.drug, "ingredient"))
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
    """The blocks of the week that stand on the first page, too: what is new, grew or fell, and what stands out."""
    chosen = {block.title for block in blocks_of("week") if block.is_on_first_page}
    return [
        replace(
            section,
            paragraphs=tuple(map(without_citations, section.paragraphs)),
            figure=None,
            left_out=without_citations(section.left_out),
            query_numbers=(),
        )
        for section in digest.sections
        if section.title in chosen
    ]
