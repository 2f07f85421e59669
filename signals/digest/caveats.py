"""The end of every digest: what its words mean, and what its numbers cannot show."""

from signals.digest.content import DigestContent
from signals.present.numbers import sentence


def glossary(content: DigestContent) -> tuple[tuple[str, str], ...]:
    """The words of the digest and what each means."""
    topic = content.topic
    return (
        ("cases (a)", "counted reports, one a patient, that suspect the drug and name the event"),
        ("expected (E)", "the cases there would be if drug and event were reported independently"),
        ("times expected (2^IC)", "cases to expected, drawn towards 1 where they are few; with its 95% interval"),
        ("odds ratio (ROR)", "the event's odds among the drug's reports, to its odds among all other reports"),
        ("disproportionate", f"above what is expected beyond chance: {sentence(topic.disproportionate_rule)}"),
        ("holds in", f"analyses it is disproportionate in; {content.primary}: {sentence(topic.first_analysis_words)}"),
    )


def caveats() -> str:
    """What spontaneous reports leave open."""
    return (
        "Spontaneous reports show disproportionate reporting only: nobody knows how many took a drug, and a report does"
        " not say that the drug did it. Publicity, the disease treated, duplicates and chance shift what is reported."
        " Too few reports is an answer of its own."
    )
