"""Reports of cases that exist already: later versions, and copies under other case numbers."""

import numpy as np

from signals.demo.codes import day_number
from signals.demo.layouts import is_aers
from signals.demo.lexicon import lexicon
from signals.demo.reports import Reports
from signals.quarter import Quarter


def follow_up(reports: Reports, quarter: Quarter, rng: np.random.Generator) -> Reports:
    """The next version of these cases, received in this quarter; three in ten report one more event."""
    received = np.minimum(reports.columns["fda_day"] + rng.integers(1, 80, len(reports)), day_number(quarter.last_day))
    in_quarter = np.maximum(received, day_number(quarter.last_day) - 85)
    version = reports.columns["version"] + 1
    later = reports.with_columns(
        version=version if is_aers(quarter) else np.maximum(version, 2),
        fda_day=np.maximum(in_quarter, reports.columns["fda_day"]),
        is_aers=np.full(len(reports), is_aers(quarter)),
    )
    more = np.flatnonzero(rng.random(len(reports)) < 0.3)
    # Never a watched event: what is planted stays as it was planted.
    return later.with_reactions(more, lexicon().profile[reports.columns["main"][more], 1])


def copy_alike(reports: Reports, count: int, first_case: int, rng: np.random.Generator) -> Reports:
    """The same original reports from other senders under other case numbers.

    All that AEOLUS compares is equal and known: date, age, sex, country, drugs, reactions.
    """
    comparable = np.flatnonzero(
        (reports.columns["event_day"] >= 0)
        & (reports.columns["age"] >= 0)
        & (reports.columns["sex"] >= 0)
        & (reports.columns["sex"] < 2)
        & (reports.columns["occr_country"] >= 0)
    )
    copies = reports.take(np.sort(rng.choice(comparable, count, replace=False)))
    numbers = first_case + np.arange(count)
    sender = (copies.columns["sender"] + 7) % (len(lexicon().senders) - 1)
    return copies.with_columns(case=numbers, serial=numbers, sender=sender)


def copy_number(reports: Reports, count: int, first_case: int, rng: np.random.Generator) -> Reports:
    """Other case numbers for one manufacturer number and sender: date and age lost, an event added."""
    numbered = np.flatnonzero(reports.columns["sender"] >= 0)
    copies = reports.take(np.sort(rng.choice(numbered, count, replace=False)))
    blank = np.full(count, -1)
    renamed = copies.with_columns(case=first_case + np.arange(count), event_day=blank, age=blank)
    return renamed.with_reactions(np.arange(count), lexicon().profile[renamed.columns["main"], 0])
