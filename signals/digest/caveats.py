"""The end of every digest: what its words mean, and what its numbers cannot show."""

from signals.digest.content import DigestContent
from signals.present.numbers import sentence


def glossary(content: DigestContent) -> tuple[tuple[str, str], ...]:
    """The words of the digest and what each means."""
    return (
        (
            "cases, expected",
            "counted reports, one for each patient, that suspect the drug and name the event; how many there would be"
            " if drug and event were reported independently",
        ),
        ("times expected (2^IC)", "cases to expected, drawn towards 1 where they are few; with its 95% interval"),
        (
            "odds ratio (ROR)",
            "the event's odds among the drug's reports to those among all other reports; undefined where all reports of"
            " the drug name the event (b = 0), or no other report does (c = 0)",
        ),
        (
            "disproportionate",
            f"enough cases, and intervals above what chance allows ({sentence(content.topic.disproportionate_rule)})",
        ),
        ("holds in", "the analyses that it is disproportionate in, of those that could be made"),
        ("hollow count", "the count leans on reports that may be of one patient or one article"),
    )


def caveats() -> str:
    """What spontaneous reports leave open."""
    return (
        "Spontaneous reports show disproportionate reporting only: nobody knows how many took a drug, and a report does"
        " not say that the drug did it. Publicity, the disease treated, duplicates and chance shift what is reported."
        " Too few reports is an answer of its own."
    )
