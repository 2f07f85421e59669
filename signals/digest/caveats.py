"""The end of every digest: what its words mean, and what its numbers cannot show."""

from collections.abc import Sequence

from signals.present.block import Section

VERDICT = "disproportionate"
TERMS = (
    ("cases", "reports, one for each patient, that suspect the drug and name the event"),
    ("expected", "how many cases there would be if drug and event were reported independently"),
    ("times expected (2^IC)", "cases to expected, drawn towards 1 where they are few; its 95% interval"),
    ("odds ratio (ROR)", "the event's odds in the drug's reports to those in others; – where a cell is 0"),
    (VERDICT, "enough cases, and intervals above what chance allows (rule: READUS-PV page)"),
    ("holds in", "of the analyses that could be made, those in which it is disproportionate"),
)
"""The words of the digest, by the beginnings of their columns, and what each means: a line of plain text each."""


def glossary(sections: Sequence[Section]) -> tuple[tuple[str, str], ...]:
    """The words that stand over the tables of these sections, the verdict always, and what each means."""
    titles = [column.title for section in sections if section.table for column in section.table.columns]
    return tuple(
        (term, meaning)
        for term, meaning in TERMS
        if term == VERDICT or any(title.startswith(term.partition(" (")[0]) for title in titles)
    )


def caveats() -> str:
    """What spontaneous reports leave open."""
    return (
        "Spontaneous reports show disproportionate reporting only: nobody knows how many took a drug, and a report does"
        " not say that the drug did it. Publicity, the disease treated, duplicates and chance shift what is reported."
        " Too few reports is an answer of its own."
    )
