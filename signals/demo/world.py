"""Make the SYNTHETIC world: one zip a quarter in FDA's real layouts, with planted truths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq

from signals.demo.fda_tables import FdaTables
from signals.demo.layouts import quarters_since_2004
from signals.demo.quarter_reports import (
    CASES_A_QUARTER,
    NO_HARD_DUPLICATES,
    CarriedOver,
    HardDuplicates,
    PlantedCounts,
    make_quarter,
)
from signals.demo.quarter_zip import write_quarter
from signals.quarter import Quarter
from signals.sources.faers.zip_name import FIRST_QUARTER, zip_name

DEMO_QUARTERS = ("2012Q2", "2012Q3", "2012Q4", "2014Q3", "2019Q1", "2023Q1", "2023Q2")
DEMO_REPORTS_PER_QUARTER = 6_000
DEMO_SEED = 20_261_124
NEWEST_QUARTER = Quarter(2030, 4)
SMALLEST_QUARTER = 200
"""Fewest reports of a quarter that can hold everything that is planted."""


@dataclass(frozen=True)
class World:
    """The zips that were made and what they hold."""

    folder: Path
    zips: tuple[Path, ...]
    rows: Mapping[str, Mapping[str, int]]
    """Rows by quarter (2023Q1) and table (DEMO)."""
    planted: Mapping[str, PlantedCounts]
    """By quarter."""
    truths: tuple[Path, ...]
    """One Parquet file a quarter where the truth was asked for, else none."""


def make_world(
    folder: Path,
    *,
    quarters: Sequence[str] = DEMO_QUARTERS,
    reports_per_quarter: int | Mapping[str, int] = DEMO_REPORTS_PER_QUARTER,
    seed: int = DEMO_SEED,
    planted: bool = True,
    truth: bool = False,
    hard: HardDuplicates = NO_HARD_DUPLICATES,
    kinase_share: float | None = None,
) -> World:
    """Write one SYNTHETIC zip a quarter into `folder`, named and laid out as FDA's of that quarter.

    The same arguments give the same bytes. Cases are sent again in later quarters of the same world, so the
    quarters are made in the order of time.

    Parameters
    ----------
    quarters
        Like 2023Q1, from 2004Q1 to 2030Q4, each once.
    reports_per_quarter
        200 to 900,000; of all quarters, or of each by its name.
    planted
        False leaves out every effect on watched events.
    truth
        Also write truth_<QUARTER>.parquet next to the zips: for each drug record the ingredient it really is, and
        whether its spelling is one that lists of names know; and stories_<QUARTER>.parquet: which reports are of one
        original.
    hard
        How many duplicates and look-alikes that no exact rule decides; none without it.
    kinase_share
        The share of new cases whose first drug is a kinase inhibitor; about a third without it.

    Raises
    ------
    RequestError
        For a text that is no quarter.
    ValueError
        For a quarter named twice, before 2004Q1 or after 2030Q4, or a size that cannot be made.
    """
    named = sorted(Quarter.parse(text) for text in quarters)
    if named and named[0] < FIRST_QUARTER:
        raise ValueError(f"FDA's quarterly files begin with {FIRST_QUARTER}, found {named[0]}.")
    if named and named[-1] > NEWEST_QUARTER:
        raise ValueError(f"Expected quarters up to {NEWEST_QUARTER}, found {named[-1]}.")
    if len(set(named)) != len(named):
        raise ValueError(f"Expected each quarter once, found {', '.join(map(str, named))}.")
    if isinstance(reports_per_quarter, int):
        reports_per_quarter = {str(quarter): reports_per_quarter for quarter in named}
    sizes = {quarter: reports_per_quarter[str(quarter)] for quarter in named}
    for quarter, size in sizes.items():
        if not SMALLEST_QUARTER <= size <= CASES_A_QUARTER * 9 // 10:
            raise ValueError(f"Expected 200 to 900,000 reports a quarter, found {size:,} in {quarter}.")
    folder.mkdir(parents=True, exist_ok=True)
    carried_over = CarriedOver()
    rows: dict[str, Mapping[str, int]] = {}
    counts: dict[str, PlantedCounts] = {}
    with duckdb.connect() as connection:
        for quarter, size in sizes.items():
            rng = np.random.default_rng([seed, quarters_since_2004(quarter)])
            content = make_quarter(
                quarter, size, rng, carried_over, planted=planted, hard=hard, kinase_share=kinase_share
            )
            tables = FdaTables(content)
            rows[str(quarter)] = write_quarter(folder / zip_name(quarter), tables, content.deleted, connection)
            counts[str(quarter)] = content.counts
            if truth:
                pq.write_table(tables.truth(), folder / f"truth_{quarter}.parquet", compression="zstd")
                pq.write_table(tables.stories(), folder / f"stories_{quarter}.parquet", compression="zstd")
    return World(
        folder=folder,
        zips=tuple(folder / zip_name(quarter) for quarter in named),
        rows=rows,
        planted=counts,
        truths=tuple(folder / f"truth_{quarter}.parquet" for quarter in named) if truth else (),
    )
