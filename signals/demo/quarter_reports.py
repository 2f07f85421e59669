"""One quarter put together: new cases, follow-ups of older ones, copies, deleted cases."""

from dataclasses import dataclass

import numpy as np

from signals.demo.effects import plant_effects, plant_too_few
from signals.demo.layouts import deleted_list, is_aers, quarters_since_2004
from signals.demo.near_duplicates import copy_series, copy_with_errors
from signals.demo.random_reports import draw_reports
from signals.demo.repeated_reports import copy_alike, copy_number, follow_up
from signals.demo.reports import Column, Reports, join
from signals.quarter import Quarter

FOLLOW_UP_SHARE = 0.06
"""Share of a quarter's reports that are a later version of a case of an earlier quarter."""
SAME_QUARTER_SHARE = 0.02
ALIKE_SHARE = 0.01
"""Share that is another case's report again: same date, patient, drugs and reactions (AEOLUS)."""
SAME_NUMBER_SHARE = 0.01
"""Share that is another case of the same manufacturer number and sender."""
REISSUED_SHARE = 0.02
"""Share of the follow-ups that FDA reissues unchanged: the same version in two quarters (FDA's FAQ 29)."""
WAITING_SHARE = 0.3
"""Share of a quarter's reports that is remembered as cases that may come again."""
DELETED_SHARE = 0.006
WITHOUT_CASE_SHARE = 0.0002
CASES_A_QUARTER = 1_000_000


@dataclass(frozen=True)
class PlantedCounts:
    """What is planted in a quarter in addition to its new cases."""

    follow_ups: int
    era_bridge: int
    """Follow-ups in FAERS of cases that were last seen in AERS."""
    reissued: int
    same_quarter: int
    alike: int
    same_number: int
    deleted: int
    without_case: int
    without_suspect: int
    retold: int = 0
    """Stories told again with errors in every field."""
    series: int = 0
    """Reports of other patients that look alike."""


@dataclass(frozen=True)
class HardDuplicates:
    """Shares of a quarter's reports that no exact rule decides; none in the demo."""

    retold: float = 0.0
    series: float = 0.0


NO_HARD_DUPLICATES = HardDuplicates()


@dataclass
class CarriedOver:
    """What a quarter passes on to the next: cases that may be sent again, and the number of rare pairs planted."""

    waiting: Reports | None = None
    too_few: int = 0


@dataclass(frozen=True)
class QuarterReports:
    """All reports of one quarter, before they are written as text."""

    quarter: Quarter
    reports: Reports
    deleted: Column
    counts: PlantedCounts


def make_quarter(
    quarter: Quarter,
    count: int,
    rng: np.random.Generator,
    carried_over: CarriedOver,
    *,
    planted: bool,
    hard: HardDuplicates = NO_HARD_DUPLICATES,
    kinase_share: float | None = None,
) -> QuarterReports:
    """`count` reports of one quarter; `carried_over` is read and brought up to date."""
    followed, carried_over.waiting = _take_waiting(carried_over.waiting, round(count * FOLLOW_UP_SHARE), rng)
    resent, reissued, bridged = _sent_again(followed, quarter, rng)
    first_count = count - sum(map(len, resent))
    parts = _first_and_copied(
        quarter, first_count, count, rng, carried_over, planted=planted, hard=hard, kinase_share=kinase_share
    )
    reports = join([*parts, *resent])
    reports = reports.take(np.lexsort((reports.columns["version"], reports.columns["case"])))
    _remember(carried_over, reports, rng)
    reports, without_case = _without_case_numbers(reports, quarter, rng)
    deleted = _deleted_cases(reports, carried_over, quarter, rng)
    counts = PlantedCounts(
        follow_ups=sum(map(len, resent)),
        era_bridge=bridged,
        reissued=reissued,
        same_quarter=len(parts[1]),
        alike=len(parts[2]),
        same_number=len(parts[3]),
        deleted=len(np.unique(deleted)),
        without_case=without_case,
        without_suspect=_without_suspect(reports),
        retold=sum(map(len, parts[4:5])),
        series=sum(map(len, parts[5:6])),
    )
    return QuarterReports(quarter, reports, deleted, counts)


def _first_and_copied(
    quarter: Quarter,
    count: int,
    quarter_count: int,
    rng: np.random.Generator,
    carried_over: CarriedOver,
    *,
    planted: bool,
    hard: HardDuplicates,
    kinase_share: float | None,
) -> list[Reports]:
    """`count` reports: new cases, second versions of some of them, the two kinds of copies, and hard duplicates."""
    shares = (SAME_QUARTER_SHARE, ALIKE_SHARE, SAME_NUMBER_SHARE, hard.retold, hard.series)
    same_quarter, alike, same_number, retold, series = (round(quarter_count * share) for share in shares)
    new_count = count - same_quarter - alike - same_number - retold - series
    first_case = 4_000_000 + quarters_since_2004(quarter) * CASES_A_QUARTER
    new = draw_reports(new_count, quarter, rng, first_case, kinase_share)
    if planted:
        new = plant_effects(new, quarter, rng)
        new, carried_over.too_few = plant_too_few(new, planted_before=carried_over.too_few)
    followed = np.sort(rng.choice(new_count, same_quarter, replace=False))
    copied = [
        new,
        follow_up(new.take(followed), quarter, rng),
        copy_alike(new, alike, first_case + new_count, rng),
        copy_number(new, same_number, first_case + new_count + alike, rng),
    ]
    # Without hard duplicates nothing more is drawn: the demo's bytes stay what they are.
    if hard != NO_HARD_DUPLICATES:
        next_case = first_case + new_count + alike + same_number
        copied.append(copy_with_errors(new, retold, next_case, rng))
        copied.append(copy_series(new, series, next_case + retold, rng))
    return copied


def _take_waiting(
    waiting: Reports | None, count: int, rng: np.random.Generator
) -> tuple[Reports | None, Reports | None]:
    if waiting is None:
        return None, None
    order = rng.permutation(len(waiting))
    return waiting.take(np.sort(order[:count])), waiting.take(np.sort(order[count:]))


def _sent_again(followed: Reports | None, quarter: Quarter, rng: np.random.Generator) -> tuple[list[Reports], int, int]:
    """Cases of earlier quarters sent again: the reports, how many unchanged, how many out of AERS."""
    if followed is None:
        return [], 0, 0
    was_aers = followed.columns["is_aers"]
    is_reissued = (rng.random(len(followed)) < REISSUED_SHARE) & ~was_aers
    unchanged = followed.take(np.flatnonzero(is_reissued))
    later = follow_up(followed.take(np.flatnonzero(~is_reissued)), quarter, rng)
    bridged = 0 if is_aers(quarter) else int(was_aers.sum())
    return [unchanged, later], len(unchanged), bridged


def _remember(carried_over: CarriedOver, reports: Reports, rng: np.random.Generator) -> None:
    """Keep a share of the quarter's latest versions, which may be sent again."""
    case = reports.columns["case"]
    is_latest = np.append(case[1:] != case[:-1], True)  # the reports is in the order of case and version
    chosen = np.flatnonzero(is_latest & (rng.random(len(reports)) < 2 * FOLLOW_UP_SHARE))
    kept = reports.take(chosen)
    waiting = kept if carried_over.waiting is None else join([carried_over.waiting, kept])
    # What waits stays bounded: a world of ninety quarters needs no more memory than one of nine.
    size = min(len(waiting), round(WAITING_SHARE * len(reports)))
    carried_over.waiting = waiting.take(np.sort(rng.permutation(len(waiting))[:size]))


def _without_case_numbers(reports: Reports, quarter: Quarter, rng: np.random.Generator) -> tuple[Reports, int]:
    """A few AERS rows have no CASE at all."""
    if not is_aers(quarter):
        return reports, 0
    count = max(1, round(len(reports) * WITHOUT_CASE_SHARE))
    case = reports.columns["case"].copy()
    case[rng.choice(len(reports), count, replace=False)] = -1
    return reports.with_columns(case=case), count


def _deleted_cases(reports: Reports, carried_over: CarriedOver, quarter: Quarter, rng: np.random.Generator) -> Column:
    """Case numbers of the quarter's deleted list, older cases too, some twice; none before 2019Q1."""
    if deleted_list(quarter) is None:
        return np.array([], dtype=np.int64)
    count = max(2, round(len(reports) * DELETED_SHARE))
    older = [] if carried_over.waiting is None else [carried_over.waiting.columns["case"]]
    chosen = np.unique(rng.choice(np.concatenate([reports.columns["case"], *older]), count, replace=False))
    return np.sort(np.concatenate([chosen, chosen[: max(1, len(chosen) // 20)]]))


def _without_suspect(reports: Reports) -> int:
    drug = reports.children["drug"]
    return len(reports) - len(np.unique(drug["row"][drug["role"] <= 1]))
