"""The evidence on a topic other than its reports: words and search terms, in data/evidence/NAME.toml.

A watchlist names the file; one that names none has its own terms in US labels, and no animals, trials or papers.
"""

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from signals.settings import CHECKOUT
from signals.settings_file import read_toml
from signals.validation import StrictModel, validated, wrong
from signals.vocabulary.watchlist_sections import Items, Text

EVIDENCE_FOLDER = CHECKOUT / "data" / "evidence"


def _can_be_compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise wrong(f"a regular expression ({error})", pattern) from error
    return pattern


Patterns = Items[Annotated[Text, AfterValidator(_can_be_compiled)]]


class TopicWords(StrictModel):
    """Words for the topic in sentences: trials in ``disease``, labels that name ``event``, the drug and ``subject``."""

    disease: Text
    event: Text
    subject: Text


class AnimalWords(StrictModel):
    """Words for the animal studies in sentences.

    ``studies``: whose base rate it is. ``harm`` (a verb), ``harm_noun``, ``harm_name`` (short) and the two
    questions: what studies ask. ``disease_name``: what the drugs whose fate is compared failed in.
    ``caveat``, ``only_efficacy``, ``target_organ``: what stands against them. ``lesions``: what labels are read for.
    """

    studies: Text
    harm: Text
    harm_noun: Text
    harm_name: Text
    disease_name: Text
    harm_question: Text
    efficacy_question: Text
    caveat: Text
    only_efficacy: Text
    target_organ: Text
    lesions: Text


class PubMedTerms(StrictModel):
    """Entrez terms: a compound's name together with any of ``models``; a short name with ``second_term``, too."""

    models: Items[Text]
    second_term: Text


class TrialTerms(StrictModel):
    """The conditions of trials that are asked for."""

    conditions: Items[Text]


class LabelPatterns(StrictModel):
    """Regular expressions: for events not in the watchlist's terms, and for lesions in animals without a disease."""

    events: Patterns
    animal_findings: Patterns


class Evidence(StrictModel):
    """What a file of data/evidence holds."""

    words: TopicWords
    animals: AnimalWords
    pubmed: PubMedTerms
    trials: TrialTerms
    labels: LabelPatterns


def evidence_names() -> list[str]:
    """The names that a watchlist can give as its evidence."""
    return sorted(path.stem for path in EVIDENCE_FOLDER.glob("*.toml"))


@lru_cache
def read_evidence(name: str) -> Evidence:
    """The evidence file of one of these names.

    Raises
    ------
    RequestError
        It does not hold what it should.
    """
    path = EVIDENCE_FOLDER / f"{name}.toml"
    table, _ = read_toml(path, "evidence file")
    return validated(Evidence, table, f"The evidence file {path}")
