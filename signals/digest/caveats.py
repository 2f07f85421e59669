"""The paragraph that ends every digest: what its numbers cannot show."""

from signals.digest.citations import Citations
from signals.digest.content import TOO_FEW
from signals.present.numbers import share
from signals.vocabulary.reference import verdict_words


def caveats(citations: Citations) -> str:
    """What spontaneous reports leave open, and how often animals are protected whatever the drug, with its query."""
    rates = [row.base_rate for row in citations.content.rows("animals beside people") if row.base_rate is not None]
    protective = (
        f"About {share(max(rates))} of published {citations.content.topic.animal_studies} are protective whatever"
        f" became of the drug {citations.cite('animals beside people')}, so protective animals say next to nothing. "
        if rates
        else ""
    )
    return (
        "These are spontaneous reports: nobody knows how many people took a drug or how many events went"
        " unreported. The digest shows disproportionate reporting only, never incidence, and a report does"
        " not say that the drug did it. Follow-ups rewrite cases, so a number can change without a new case;"
        " duplicates can remain. Many pairs are looked at, and some stand out by chance. Publicity and the"
        f" disease that the drug is given for shift what is reported. {protective}Too few reports is an"
        f" answer of its own: {verdict_words()[TOO_FEW]}, so it is neither agreement nor disagreement with"
        " anything."
    )
