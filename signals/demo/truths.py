"""What is planted in the SYNTHETIC world: the truths that the statistics have to find.

Rates are shares of a drug's reports, so that a truth holds at any size of the world. The drugs are real
names and everything said about them here is invented.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "signal",
    "confounded by indication",
    "masked",
    "co-medication",
    "one article",
    "single sender",
    "too few reports",
    "null",
]

CNS_ONSET = (
    "Demyelination",
    "Optic neuritis",
    "Multiple sclerosis",
    "Myelitis transverse",
    "Neuromyelitis optica spectrum disorder",
    "Acute disseminated encephalomyelitis",
)
"""The terms of the group cns_onset that effects draw from."""


@dataclass(frozen=True)
class PlantedTruth:
    """One drug and event (a preferred term, or the group cns_onset) of which the truth is known."""

    drug: str
    event: str
    kind: Kind
    why: str

    @property
    def event_kind(self) -> Literal["term", "group"]:
        """As in signals.watch."""
        return "group" if self.event == "cns_onset" else "term"


@dataclass(frozen=True)
class Effect:
    """A share of the reports that name one of these drugs also report the term."""

    drugs: tuple[str, ...]
    term: str
    probability: float
    cites_the_article: bool = False
    from_the_sender: bool = False


TOO_FEW_DRUG = "masitinib"
TOO_FEW_TERM = "Optic neuritis"
TOO_FEW_COUNT = 2
"""Reports of the pair in the whole world, whatever its size: never three."""
CO_MEDICATED_DRUG = "tofacitinib"
CO_MEDICATION = ("adalimumab", "infliximab")
CO_MEDICATION_SHARE = 0.4
THE_ARTICLE = "Brackwater L, Oduya T. Optic neuritis during bosutinib: a SYNTHETIC series. Synth J Neurol. 2013;7:11-19"
THE_SENDER = "NORTHGATE SYNTHETICS"
MS_DRUGS = ("evobrutinib", "tolebrutinib")
MS_INDICATIONS = ("Multiple sclerosis", "Relapsing-remitting multiple sclerosis")
MS_THERAPIES = (
    *("natalizumab", "interferon beta-1a", "interferon beta-1b", "glatiramer", "fingolimod", "dimethyl fumarate"),
    *("teriflunomide", "ocrelizumab", "alemtuzumab", "siponimod", "ofatumumab"),
)
TNF_INHIBITORS = ("adalimumab", "infliximab", "etanercept")
NULL_DRUGS = (
    *("ibrutinib", "sunitinib", "erlotinib", "dasatinib", "ruxolitinib", "sorafenib", "lenvatinib", "osimertinib"),
    *("upadacitinib", "nintedanib", "gefitinib", "afatinib", "axitinib", "cabozantinib", "lapatinib", "regorafenib"),
    *("acalabrutinib", "zanubrutinib", "baricitinib"),
)
"""Tyrosine kinase inhibitors with volume and no effect on any watched event."""

EFFECTS = (
    Effect(MS_THERAPIES, "Multiple sclerosis", 0.30),
    Effect(MS_THERAPIES, "Multiple sclerosis relapse", 0.20),
    Effect(MS_THERAPIES, "Demyelination", 0.05),
    Effect(MS_THERAPIES, "Optic neuritis", 0.025),
    Effect(MS_THERAPIES, "Myelitis transverse", 0.01),
    Effect(("natalizumab",), "Progressive multifocal leukoencephalopathy", 0.06),
    Effect(TNF_INHIBITORS, "Demyelination", 0.09),
    Effect(TNF_INHIBITORS, "Optic neuritis", 0.01),
    Effect(("imatinib",), "Optic neuritis", 0.05),
    Effect(("imatinib",), "Demyelination", 0.04),
    Effect(("nilotinib",), "Multiple sclerosis", 0.014),
    Effect(("nilotinib",), "Demyelination", 0.008),
    Effect(("nilotinib",), "Neuromyelitis optica spectrum disorder", 0.003),
    Effect(("nilotinib",), "Acute disseminated encephalomyelitis", 0.003),
    Effect(("bosutinib",), "Optic neuritis", 0.20, cites_the_article=True),
    Effect(("pazopanib",), "Myelitis transverse", 0.05, from_the_sender=True),
)
MS_EFFECTS = (Effect(MS_DRUGS, "Multiple sclerosis", 0.35), Effect(MS_DRUGS, "Demyelination", 0.06))
"""Effects of the disease: only in reports of these drugs whose indication is multiple sclerosis."""


def planted_truths() -> tuple[PlantedTruth, ...]:
    """Every truth of the planted world, true nulls included; all from seven quarters of 6,000 reports up."""
    of_imatinib = "% of its reports, in every analysis that has a comparator"
    onset, ms = "cns_onset", "Multiple sclerosis"
    confounded = "given for multiple sclerosis itself"
    masked = "several times the background, but MS therapies supply most of the comparator's events"
    named_too = f"{CO_MEDICATION_SHARE:.0%} of its reports name {' or '.join(CO_MEDICATION)} too, with the event"
    one_article = "its reports of the event all cite one article, from 2014Q3"
    one_sender = f"its reports of the event all come from {THE_SENDER}"
    too_few = f"{TOO_FEW_COUNT} reports in the whole world, however large"
    return (
        PlantedTruth("imatinib", "Optic neuritis", "signal", f"5{of_imatinib}"),
        PlantedTruth("imatinib", "Demyelination", "signal", f"4{of_imatinib}"),
        PlantedTruth("imatinib", onset, "signal", f"9{of_imatinib}"),
        *(PlantedTruth(drug, ms, "confounded by indication", confounded) for drug in MS_DRUGS),
        PlantedTruth("nilotinib", onset, "masked", masked),
        PlantedTruth(CO_MEDICATED_DRUG, "Demyelination", "co-medication", named_too),
        PlantedTruth("bosutinib", "Optic neuritis", "one article", one_article),
        PlantedTruth("pazopanib", "Myelitis transverse", "single sender", one_sender),
        PlantedTruth(TOO_FEW_DRUG, TOO_FEW_TERM, "too few reports", too_few),
        *(PlantedTruth(drug, onset, "null", "background only") for drug in NULL_DRUGS),
    )
