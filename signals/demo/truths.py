"""What is planted in the SYNTHETIC world, and has to be found by the statistics.

They stand in content/truths.toml. Rates are shares of a drug's reports, so that a truth holds at any size of the world.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal[
    "signal", "confounded by indication", "masked", "co-medication", "one article", "single sender", "too few reports",
    "null",
]  # fmt: skip

DEMO_WATCHLISTS = ("tki_demyelination", "fluoroquinolone_tendon")
"""The topics of which truths are planted; the first is a truth's unless it names another."""

_PLANTED = tomllib.loads((Path(__file__).parent / "content" / "truths.toml").read_text(encoding="utf-8"))
CNS_ONSET, MS_INDICATIONS, CO_MEDICATION = (
    tuple[str, ...](_PLANTED[name]) for name in ("cns_onset", "ms_indications", "co_medication")
)
MS_DRUGS, MS_THERAPIES, TNF_INHIBITORS, NULL_DRUGS = (
    tuple[str, ...](_PLANTED[name]) for name in ("ms_drugs", "ms_therapies", "tnf_inhibitors", "null_drugs")
)


@dataclass(frozen=True)
class PlantedTruth:
    """One drug and event (a preferred term, or a group of the watchlist) of which the truth is known."""

    drug: str
    event: str
    kind: Kind
    why: str

    @property
    def event_kind(self) -> Literal["term", "group"]:
        return "group" if self.event.islower() else "term"


@dataclass(frozen=True)
class Effect:
    """A share of the reports that name one of these drugs also report the term."""

    drugs: tuple[str, ...]
    term: str
    probability: float
    cites_the_article: bool = False
    from_the_sender: bool = False


TOO_FEW_DRUG, TOO_FEW_TERM = "masitinib", "Optic neuritis"
TOO_FEW_COUNT = 2
"""Reports of the pair in the whole world, whatever its size: never three."""
CO_MEDICATED_DRUG = "tofacitinib"
CO_MEDICATION_SHARE = 0.4
THE_ARTICLE = "Brackwater L, Oduya T. Optic neuritis during bosutinib: a SYNTHETIC series. Synth J Neurol. 2013;7:11-19"
THE_SENDER = "NORTHGATE SYNTHETICS"


def _drugs(listed: str | list[str]) -> tuple[str, ...]:
    """The drugs of a row: its own, those of a list by its name, or the one that is named."""
    return tuple(_PLANTED.get(listed, [listed]) if isinstance(listed, str) else listed)


def _effects(name: str) -> tuple[Effect, ...]:
    return tuple(Effect(**row | {"drugs": _drugs(row["drugs"])}) for row in _PLANTED[name])


EFFECTS, MS_EFFECTS, TENDON_EFFECTS = map(_effects, ("effects", "ms_effects", "tendon_effects"))


def planted_truths(watchlist: str = DEMO_WATCHLISTS[0]) -> tuple[PlantedTruth, ...]:
    """Every truth of a topic of the planted world, true nulls included; all from seven quarters of 6,000 reports up."""
    return tuple(
        PlantedTruth(drug, row["event"], row["kind"], row["why"])
        for row in _PLANTED["truths"]
        if row.get("watchlist", DEMO_WATCHLISTS[0]) == watchlist
        for drug in _drugs(row["drugs"])
    )
