"""The first page: the question, this week's answer, the map of drugs by what animals and people show, the changes."""

import re

from signals.digest import layout as digest_layout
from signals.digest.content import DigestContent
from signals.digest.queries import COMPARISON
from signals.digest.sections import page as digest_page
from signals.pages.charts import forest
from signals.pages.layout import Cell, Column, Matrix, Page, Section, Table
from signals.pages.paths import drug_path
from signals.pages.reader import Answer, Reader, event_title

QUESTION = (
    "Tyrosine kinase inhibitors protect animals from experimental demyelination, and yet people taking imatinib have "
    "developed demyelination of the central nervous system. Did animals get it wrong again, or is it a fluke?"
)
CAVEAT = (
    "The pages show disproportionate reporting: whether an event is reported with a drug more often than with other "
    "drugs. Spontaneous reports say nothing about how often it happens, and nothing about what brought it about."
)
LONGEST_CHART = 25
ANIMALS = ("harmful", "less protective than the base rate", "mixed", "uninformative", "too few", "none found")
PEOPLE = ("disproportionate", "not disproportionate", "inconclusive", "too few reports")

DRUGS = """
SELECT watch.drug, watch.a, watch.expected, watch.ror, watch.ror_lower, watch.ror_upper
    , watch.ic, watch.ic_lower, watch.ic_upper, watch.human_verdict, agreement.animal_verdict, agreement.agreement
FROM signals.watch AS watch
LEFT JOIN evidence.agreement AS agreement USING (drug, drug_kind, event)
WHERE watch.analysis = $analysis AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.drug_kind = 'ingredient'
ORDER BY watch.a = 0, watch.ic_lower DESC, watch.drug"""

CLASSES = """
SELECT drug, drug_kind, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind <> 'ingredient'
ORDER BY drug_kind, ic_lower DESC, drug"""

GROUPS = """
SELECT event, count(*) AS watched_drugs, count(*) FILTER (a > 0) AS drugs_with_a_case
    , count(*) FILTER (human_verdict = 'disproportionate') AS disproportionate
    , count(*) FILTER (human_verdict = 'too few reports') AS too_few_reports
FROM signals.watch
WHERE analysis = $analysis AND event_kind = 'group' AND drug_kind = 'ingredient'
GROUP BY event
ORDER BY event"""


def overview(reader: Reader, content: DigestContent) -> Page:
    """The first page."""
    digest = digest_page(content, longest=LONGEST_CHART)
    event = content.headline_event
    drugs = reader.ask("drugs", DRUGS, analysis=COMPARISON, event=event)
    return Page(
        "index.html",
        "Kinase inhibitors and demyelination",
        (QUESTION,),
        (
            Section("This week's answer", (*(_uncited(line) for line in digest.answer), CAVEAT)),
            _map(drugs, event),
            _what_changed(digest),
            _drugs(reader, drugs, event),
            reader.section(
                "Classes of drugs",
                reader.ask("classes", CLASSES, analysis=COMPARISON, event=event),
                caption=f"Target classes and the whole class, {event}, analysis {COMPARISON}",
                none="No class of drugs is watched.",
            ),
            reader.section(
                "Event groups",
                reader.ask("event groups", GROUPS, analysis=COMPARISON),
                caption=f"Watched ingredients by verdict on people, analysis {COMPARISON}",
                none="No event group is watched.",
            ),
        ),
    )


def _uncited(sentence: str) -> str:
    """A sentence of the digest without the numbers under which the mail lists its queries."""
    return re.sub(r"\s*\[\d+\]", "", sentence)


def _drugs(reader: Reader, drugs: Answer, event: str) -> Section:
    reported = [row for row in drugs.records if row["a"] > 0][:LONGEST_CHART]
    return reader.section(
        "Every watched drug",
        drugs,
        caption=f"Watched ingredients, {event}, analysis {COMPARISON}",
        none="No drug is watched.",
        figure=forest(reported, label="drug", what=f"Drugs with a case of {event}") if reported else None,
    )


def _map(drugs: Answer, event: str) -> Section:
    rows = drugs.records
    animals = [*ANIMALS, *sorted({row["animal_verdict"] for row in rows if row["animal_verdict"]} - set(ANIMALS))]
    people = [*PEOPLE, *sorted({row["human_verdict"] for row in rows if row["human_verdict"]} - set(PEOPLE))]

    def drugs_in(animal: str, human: str) -> tuple[Cell, ...]:
        return tuple(
            Cell(row["drug"], row["drug"], drug_path(row["drug"], "ingredient"))
            for row in rows
            if (row["animal_verdict"], row["human_verdict"]) == (animal, human)
        )

    return Section(
        "Animals beside people",
        (
            f"Where each watched drug stands: what the coded animal studies say of it, and what the reports of people "
            f"say on {event_title(event)}. Protective studies alone are uninformative: about 90% of published animal "
            "studies of drugs for multiple sclerosis are positive, whatever became of the drug.",
        ),
        matrix=Matrix(
            f"Watched ingredients by animal verdict and by verdict on people ({event}, analysis {COMPARISON})",
            "animals ╲ people",
            tuple(people),
            tuple((animal, tuple(drugs_in(animal, human) for human in people)) for animal in animals),
        ),
        commands=(drugs.query.command,),
    )


def _what_changed(digest: digest_layout.Page) -> Section:
    (new,) = (section for section in digest.sections if section.title == "What changed")
    said = tuple(_uncited(line) for line in new.paragraphs)
    if new.table is None:
        return Section("What changed", said)
    columns = tuple(Column(column.title, column.is_number) for column in new.table.columns)
    rows = tuple(tuple(Cell(text, text) for text in row) for row in new.table.rows)
    return Section("What changed", said, table=Table("Changes since the publication before", columns, rows))
