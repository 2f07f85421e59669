"""Reports of cases that exist already: later versions, and copies under other case numbers."""

import numpy as np

from signals.demo.batch import Batch
from signals.demo.catalogue import Catalogue
from signals.demo.field import last_day
from signals.demo.layouts import Quarter


def follow_up(batch: Batch, quarter: Quarter, words: Catalogue, rng: np.random.Generator) -> Batch:
    """The next version of these cases, received in this quarter; three in ten report one more event."""
    received = np.minimum(batch.reports["fda_day"] + rng.integers(1, 80, len(batch)), last_day(quarter))
    in_quarter = np.maximum(received, last_day(quarter) - 85)
    version = batch.reports["version"] + 1
    later = batch.with_reports(
        version=version if quarter.is_aers else np.maximum(version, 2),
        fda_day=np.maximum(in_quarter, batch.reports["fda_day"]),
        is_aers=np.full(len(batch), quarter.is_aers),
    )
    more = np.flatnonzero(rng.random(len(batch)) < 0.3)
    # Never a watched event: what is planted stays as it was planted.
    return later.with_reactions(more, words.profile[batch.reports["main"][more], 1])


def copy_alike(batch: Batch, count: int, first_case: int, words: Catalogue, rng: np.random.Generator) -> Batch:
    """The same stories from other senders under other case numbers.

    All that AEOLUS compares is equal and known: date, age, sex, country, drugs, reactions.
    """
    known = np.flatnonzero(
        (batch.reports["event_day"] >= 0)
        & (batch.reports["age"] >= 0)
        & (batch.reports["sex"] >= 0)
        & (batch.reports["sex"] < 2)
        & (batch.reports["occr_country"] >= 0)
    )
    copies = batch.take(np.sort(rng.choice(known, count, replace=False)))
    numbers = first_case + np.arange(count)
    sender = (copies.reports["sender"] + 7) % (len(words.senders) - 1)
    return copies.with_reports(case=numbers, serial=numbers, sender=sender)


def copy_number(batch: Batch, count: int, first_case: int, words: Catalogue, rng: np.random.Generator) -> Batch:
    """Other case numbers for one manufacturer number and sender: date and age lost, an event added."""
    numbered = np.flatnonzero(batch.reports["sender"] >= 0)
    copies = batch.take(np.sort(rng.choice(numbered, count, replace=False)))
    blank = np.full(count, -1)
    renamed = copies.with_reports(case=first_case + np.arange(count), event_day=blank, age=blank)
    return renamed.with_reactions(np.arange(count), words.profile[renamed.reports["main"], 0])
