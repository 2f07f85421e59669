"""ClinicalTrials.gov (API v2): trials of watched drugs in the topic's diseases, and how their status changes."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from signals.literature.client import Source, SourceError, page_numbers
from signals.literature.compounds import Compound
from signals.literature.json_answer import part, read_json, texts
from signals.literature.store import LiteratureStore, Trial

log = logging.getLogger("nibwatch.literature")

NAME = "ClinicalTrials.gov"
PAGE_SIZE = 100
DRUGS_A_SEARCH = 8
CODES_A_DRUG = 4


@dataclass(frozen=True)
class TrialUpdate:
    """What one search of the registry brought."""

    found_count: int
    new_count: int
    unwatched_count: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    merged: tuple[str, ...]

    def __str__(self) -> str:
        text = (
            f"ClinicalTrials.gov: {self.found_count} trials of watched drugs, {self.new_count} of them new; "
            f"{self.unwatched_count} hits name no watched drug and were left out"
        )
        if self.changed:
            text += f"; status changed: {', '.join(self.changed)}"
        if self.merged:
            text += f"; under another number now: {', '.join(self.merged)}"
        if self.missing:
            text += f"; not returned: {', '.join(self.missing)}"
        return text + "."


def update_trials(
    store: LiteratureStore,
    source: Source,
    compounds: Sequence[Compound],
    conditions: Sequence[str],
    coded: Mapping[str, str | None],
    today: date,
) -> TrialUpdate:
    """Search by drug and condition, ask again for every known trial, and only then write.

    A known trial that is not returned is kept as it was and marked. One that the registry has merged into
    another is kept under its new number with its history, and, marked, under the old one for what names
    that.

    Parameters
    ----------
    coded
        Registry numbers of the human evidence with their ingredient.
    """
    stored = store.trials()
    drugs = [compound for compound in compounds if compound.ingredient]
    hits = _name_drugs(_search(source, drugs, conditions), drugs)
    current = {nct_id: trial for nct_id, trial in hits.items() if trial.ingredients}
    to_refetch = sorted((stored.keys() | coded.keys()) - current.keys())
    fetched = _name_drugs(_fetch(source, to_refetch), drugs)
    ingredients: dict[str, tuple[str, ...]] = {
        nct_id: (ingredient,) if ingredient else () for nct_id, ingredient in coded.items()
    }
    ingredients |= {nct_id: trial.ingredients for nct_id, trial in stored.items()}
    before = dict(stored)
    merged = {nct_id: trial.nct_id for nct_id, trial in fetched.items() if trial.nct_id != nct_id}
    for nct_id, trial in fetched.items():
        current[trial.nct_id] = replace(trial, ingredients=trial.ingredients or ingredients[nct_id])
        if nct_id in stored:
            before.setdefault(trial.nct_id, stored[nct_id])
    missing = [nct_id for nct_id in to_refetch if nct_id not in fetched]
    trials = stored | {nct_id: _with_history(trial, before.get(nct_id), today) for nct_id, trial in current.items()}
    trials |= {old: replace(trials[new], nct_id=old, state=f"merged into {new}") for old, new in merged.items()}
    trials |= {nct_id: replace(stored[nct_id], state="not returned") for nct_id in missing if nct_id in stored}
    store.write("trial", [trials[nct_id] for nct_id in sorted(trials)])
    return TrialUpdate(
        found_count=len(current),
        new_count=len(current.keys() - before.keys()),
        unwatched_count=len(hits.keys() - current.keys()),
        changed=tuple(
            f"{nct_id} from {before[nct_id].status} to {trial.status}"
            for nct_id, trial in sorted(current.items())
            if nct_id in before and before[nct_id].status != trial.status
        ),
        missing=tuple(missing),
        merged=tuple(f"{old} is {new}" for old, new in sorted(merged.items())),
    )


def _search(source: Source, drugs: Sequence[Compound], conditions: Sequence[str]) -> dict[str, Trial]:
    """Trials that name a few of the drugs and one of the conditions, and so on for the next few."""
    hits: dict[str, Trial] = {}
    for start in range(0, len(drugs), DRUGS_A_SEARCH):
        names = [name for drug in drugs[start : start + DRUGS_A_SEARCH] for name in _searched_names(drug)]
        sent = _all_pages(source, {"query.intr": _any_of(names), "query.cond": _any_of(conditions)})
        hits |= {trial.nct_id: trial for trial in sent.values()}
    return hits


def _fetch(source: Source, nct_ids: Sequence[str]) -> dict[str, Trial]:
    """The trials that the registry returns, by the number asked for; others that it sends are dropped."""
    sent: dict[str, Trial] = {}
    for start in range(0, len(nct_ids), PAGE_SIZE):
        sent |= _all_pages(source, {"filter.ids": ",".join(nct_ids[start : start + PAGE_SIZE])})
    return {nct_id: trial for nct_id, trial in sent.items() if nct_id in nct_ids}


def _searched_names(drug: Compound) -> list[str]:
    """The ingredient and a few of its codes; brands are younger than the trials and find no more of them."""
    codes = [name for name in drug.names[1:] if any(letter.isdigit() for letter in name)]
    return [str(drug.ingredient), *codes[:CODES_A_DRUG]]


def _any_of(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _all_pages(source: Source, query: Mapping[str, str]) -> dict[str, Trial]:
    """Every trial of a search under each number it has or had.

    A token that comes twice is an error, fewer studies than counted a warning.
    """
    trials: dict[str, Trial] = {}
    total = 0
    seen: set[str] = set()
    parameters: dict[str, object] = {**query, "pageSize": PAGE_SIZE, "countTotal": "true"}
    for _ in page_numbers(NAME):
        page = source.ask("studies", parameters, read_json)
        studies = part(page, list, "studies")
        if studies is None:
            raise SourceError(f"{NAME} sent an answer without a list of studies.")
        for study in studies:
            trial = _trial(study)
            former = texts(study, "protocolSection", "identificationModule", "nctIdAliases")
            trials |= dict.fromkeys(former, trial) | {trial.nct_id: trial}
        total = part(page, int, "totalCount") or total  # stands on the first page only
        token = part(page, str, "nextPageToken")
        if not token:
            break
        if token in seen:
            raise SourceError(f"{NAME} sends the same page again and again (token {token}).")
        seen.add(token)
        parameters["pageToken"] = token
    sent_count = len({trial.nct_id for trial in trials.values()})
    if sent_count < total:
        log.warning("%s counts %d studies and sent %d of them", NAME, total, sent_count)
    return trials


def _trial(study: Any) -> Trial:
    def text(*names: str) -> str | None:
        return part(study, str, "protocolSection", *names)

    nct_id = text("identificationModule", "nctId")
    if not nct_id:
        raise SourceError(f"{NAME} sent a study without its number (nctId).")
    arms = part(study, list, "protocolSection", "armsInterventionsModule", "interventions") or []
    interventions = [name for arm in arms for name in (part(arm, str, "name"), *texts(arm, "otherNames")) if name]
    return Trial(
        nct_id=nct_id,
        title=text("identificationModule", "briefTitle"),
        status=text("statusModule", "overallStatus"),
        phase="/".join(texts(study, "protocolSection", "designModule", "phases")) or None,
        participant_count=part(study, int, "protocolSection", "designModule", "enrollmentInfo", "count"),
        conditions=texts(study, "protocolSection", "conditionsModule", "conditions"),
        interventions=tuple(dict.fromkeys(interventions)),
        start_date=text("statusModule", "startDateStruct", "date"),
        completion_date=text("statusModule", "completionDateStruct", "date"),
        last_update_date=text("statusModule", "lastUpdatePostDateStruct", "date"),
        has_results=part(study, bool, "hasResults"),
        why_stopped=text("statusModule", "whyStopped"),
    )


def _name_drugs(trials: Mapping[str, Trial], drugs: Sequence[Compound]) -> dict[str, Trial]:
    """Each trial with the watched ingredients that its interventions, else its title, name."""
    patterns = [(str(drug.ingredient), drug.pattern) for drug in drugs]
    named = {}
    for nct_id, trial in trials.items():
        for text in ("\n".join(trial.interventions), trial.title or ""):
            ingredients = tuple(ingredient for ingredient, pattern in patterns if pattern.search(text))
            if ingredients:
                break
        named[nct_id] = replace(trial, ingredients=ingredients)
    return named


def _with_history(trial: Trial, before: Trial | None, today: date) -> Trial:
    history = before.status_history if before else ()
    if before is None or before.status != trial.status:
        history = (*history, {"noticed": today.isoformat(), "status": trial.status})
    return replace(
        trial, first_seen=(before.first_seen if before else None) or today.isoformat(), status_history=history
    )
