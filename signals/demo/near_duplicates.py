"""Reports that only a probabilistic comparison can resolve: copies with errors, and series of look-alikes.

Neither is part of the demo's world. A copy with errors is the report of one patient written anew by somebody else:
every field may be lost or differ a little, as in the duplicates that Norén 2007 and Tregunno 2014 describe. A series is
many patients' reports of one drug and reaction by one sender: close to each other in everything but the patient.
"""

import numpy as np

from signals.demo.lexicon import lexicon
from signals.demo.reports import Column, Columns, Reports

SERIES_LENGTH = 5
"""Reports of a series, the first included."""


def copy_with_errors(reports: Reports, count: int, first_case: int, rng: np.random.Generator) -> Reports:
    """Copies of the reports under other case numbers, from this sender or another, with errors in each field."""
    copies = reports.take(np.sort(rng.choice(len(reports), count, replace=False)))
    columns = copies.columns

    def happens(share: float) -> Column:
        return rng.random(count) < share

    numbers = first_case + np.arange(count)
    is_other_sender = happens(0.6)
    sender = np.where(is_other_sender, rng.integers(0, len(lexicon().senders) - 1, count), columns["sender"])
    moved = columns["event_day"] - rng.integers(1, 15, count) * happens(0.15)
    patient = {
        "age": np.where(happens(0.20), -1, columns["age"] + (happens(0.10) & (columns["age"] > 0))),
        "sex": np.where(happens(0.05), -1, columns["sex"]),
        "weight": np.where(happens(0.30), -1, columns["weight"]),
        "occr_country": np.where(happens(0.10), -1, columns["occr_country"]),
    }
    last_day = columns["fda_day"].max()
    retold = copies.with_columns(
        case=numbers,
        # Another sender writes a number of its own, three in ten times around the first one's.
        serial=np.where(is_other_sender & happens(0.3), columns["serial"], numbers),
        sender=sender,
        event_day=np.where(happens(0.25) | (columns["event_day"] < 0), -1, moved),
        event_precision=np.where(happens(0.10), 1, columns["event_precision"]),
        reporter=np.where(happens(0.30), rng.integers(0, 3, count), columns["reporter"]),
        fda_day=np.minimum(columns["fda_day"] + rng.integers(0, 60, count), last_day),
        init_day=columns["init_day"] + rng.integers(0, 5, count),
        **patient,
    )
    retold = _without_start(_without_last_drug(retold, happens(0.25)), happens(0.40))
    retold = _respell(_with_companion(retold, happens(0.15), rng), rng)
    retold = _without_one_reaction(retold, happens(0.25), rng)
    more = np.flatnonzero(happens(0.25))
    return retold.with_reactions(more, lexicon().profile[retold.columns["main"][more], 1])


def copy_series(reports: Reports, count: int, first_case: int, rng: np.random.Generator) -> Reports:
    """Other patients' reports of the same drugs and reactions on the same day, by the same sender."""
    first = np.sort(rng.choice(len(reports), -(-count // (SERIES_LENGTH - 1)), replace=False))
    series = reports.take(np.repeat(first, SERIES_LENGTH - 1)[:count])
    numbers = first_case + np.arange(count)
    return _with_starts(series, rng).with_columns(
        case=numbers,
        serial=numbers,
        story=numbers,
        age=np.where(rng.random(count) < 0.2, -1, rng.integers(18, 90, count)),
        age_unit=np.zeros(count, dtype=series.columns["age_unit"].dtype),
        sex=rng.integers(0, 2, count),
        weight=np.where(rng.random(count) < 0.7, -1, rng.integers(450, 1200, count)),
        weight_unit=np.zeros(count, dtype=series.columns["weight_unit"].dtype),
    )


def _kept(columns: Columns, is_kept: Column) -> Columns:
    return {name: values[is_kept] for name, values in columns.items()}


def _with_drugs(reports: Reports, drug: Columns) -> Reports:
    return Reports(reports.columns, {**reports.children, "drug": drug})


def _is_last(row: Column) -> Column:
    return np.append(row[1:] != row[:-1], True)


def _without_last_drug(reports: Reports, chosen: Column) -> Reports:
    """Without the last drug record of the chosen reports, where it is not the first."""
    drug = reports.children["drug"]
    return _with_drugs(reports, _kept(drug, ~(_is_last(drug["row"]) & chosen[drug["row"]] & (drug["seq"] > 1))))


def _without_start(reports: Reports, chosen: Column) -> Reports:
    """Without any date of therapy in the chosen reports."""
    drug = reports.children["drug"]
    return _with_drugs(reports, {**drug, "start_day": np.where(chosen[drug["row"]], -1, drug["start_day"])})


def _with_starts(reports: Reports, rng: np.random.Generator) -> Reports:
    """Every therapy begun at a time of its own within the year before."""
    drug = reports.children["drug"]
    moved = drug["start_day"] - rng.integers(0, 365, len(drug["row"]))
    return _with_drugs(reports, {**drug, "start_day": np.where(drug["start_day"] < 0, -1, moved)})


def _with_companion(reports: Reports, chosen: Column, rng: np.random.Generator) -> Reports:
    """One more drug, in the role of the last one, in the chosen reports."""
    drug = reports.children["drug"]
    more = _kept(drug, _is_last(drug["row"]) & chosen[drug["row"]])
    ingredient = rng.choice(len(lexicon().ingredients), len(more["row"]), p=lexicon().companion_weight)
    more = {**more, "ingredient": ingredient, "seq": more["seq"] + 1}
    both = {name: np.concatenate([drug[name], more[name]]) for name in drug}
    order = np.argsort(both["row"], kind="stable")
    return _with_drugs(reports, {name: values[order] for name, values in both.items()})


def _respell(reports: Reports, rng: np.random.Generator) -> Reports:
    """Every drug under a spelling of its own choice."""
    drug = reports.children["drug"]
    count = lexicon().spelling_count[drug["ingredient"]]
    spelling = lexicon().spelling_start[drug["ingredient"]] + (rng.random(len(count)) * count).astype(int)
    return _with_drugs(reports, {**drug, "spelling": spelling})


def _without_one_reaction(reports: Reports, chosen: Column, rng: np.random.Generator) -> Reports:
    """Without one reaction in the chosen reports that have two or more."""
    reaction = reports.children["reaction"]
    row = reaction["row"]
    count = np.bincount(row, minlength=len(reports))
    first = np.cumsum(count) - count
    dropped = first + (rng.random(len(reports)) * count).astype(int)
    is_kept = np.ones(len(row), dtype=bool)
    is_kept[dropped[chosen & (count >= 2)]] = False
    return Reports(reports.columns, {**reports.children, "reaction": _kept(reaction, is_kept)})
