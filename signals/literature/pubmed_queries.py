"""What PubMed is asked every week: for each compound, its names together with the models of demyelination."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from signals.literature.compounds import Compound

SECOND_TERM = "(kinase[tiab] OR inhibitor*[tiab] OR tyrphostin*[tiab])"
"""What must stand beside a short name, so that it is a drug that is meant."""

MODEL_TERMS = (
    '"experimental autoimmune encephalomyelitis"[tiab]',
    '"experimental allergic encephalomyelitis"[tiab]',
    '(EAE[tiab] AND (encephalomyelitis[tiab] OR myelin*[tiab] OR "multiple sclerosis"[tiab]))',
    "cuprizone[tiab]",
    "lysolecithin[tiab]",
    "lysophosphatidylcholine[tiab]",
    '("ethidium bromide"[tiab] AND myelin*[tiab])',
    "theiler*[tiab]",
    "TMEV[tiab]",
    "JHMV[tiab]",
    '("mouse hepatitis virus"[tiab] AND myelin*[tiab])',
    "demyelinat*[tiab]",
    "remyelinat*[tiab]",
    "oligodendrocyte*[tiab]",
    '("optic nerve"[tiab] AND toxicity[tiab])',
)
"""EAE and ethidium bromide are short or mean other things elsewhere, so they need a second word, too.

No Animals heading is asked for: the newest records have no headings yet.
"""


@dataclass(frozen=True)
class PubMedQuery:
    """A search of PubMed and the compound it is about."""

    compound: str
    term: str

    @property
    def key(self) -> str:
        """Names the search; another one as soon as its words change, so that it is asked from the beginning."""
        return f"{self.compound} {hashlib.sha256(self.term.encode()).hexdigest()[:8]}"


def pubmed_queries(compounds: Iterable[Compound]) -> list[PubMedQuery]:
    """One search a compound: any of its names and any of the models. The Entrez date is added when it is asked."""
    models = " OR ".join(MODEL_TERMS)
    return [PubMedQuery(compound.name, f"({_names(compound)}) AND ({models})") for compound in compounds]


def _names(compound: Compound) -> str:
    clear = [f'"{name}"[tiab]' for name in compound.names]
    short = [f'("{name}"[tiab] AND {SECOND_TERM})' for name in compound.short_names]
    return " OR ".join([*clear, *short])
