"""The coded fields of a report: the text of each code, and how often it is drawn."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from signals.demo.layouts import is_aers
from signals.quarter import Quarter

DAY_ZERO = datetime.date(1990, 1, 1)
DAY_COUNT = (datetime.date(2032, 1, 1) - DAY_ZERO).days

CODES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "content" / "codes.toml").read_text(encoding="utf-8"))
"""The texts of the codes; a code is a position in its list."""
FIELDS: dict[str, dict[str, tuple[str, str]]] = CODES["fields"]
"""For each file and column of FDA's: our column of codes, and the list that the codes refer to."""
WEIGHTS = tuple(f"{tenths / 10:g}" for tenths in range(4001))
"""Texts of weights by tenths of a unit."""
PS, SS, CONCOMITANT, INTERACTING, NOT_ADMINISTERED = range(5)


@dataclass(frozen=True)
class Proportions:
    """How many rows each table has, as FDA's quarters do (data/reference/faers_quarters.csv)."""

    indications_a_drug: float
    therapies_a_drug: float
    outcomes_a_report: float
    sources_a_report: float


def proportions(quarter: Quarter) -> Proportions:
    """The proportions of 2012Q2, 2014Q3 and 2023Q1 for the quarters around them."""
    if is_aers(quarter):
        return Proportions(0.48, 0.42, 0.92, 0.18)
    if quarter < Quarter(2015, 3):
        return Proportions(0.60, 0.40, 0.80, 0.11)
    return Proportions(0.62, 0.36, 0.715, 0.032)


@lru_cache(maxsize=1)
def date_texts() -> tuple[str, ...]:
    """Every day to the day, month and year, and to a padded month and year: five runs of DAY_COUNT."""
    days = [DAY_ZERO + datetime.timedelta(days=number) for number in range(DAY_COUNT)]
    exact = [f"{day:%Y%m%d}" for day in days]
    return (
        *exact,
        *(text[:6] for text in exact),
        *(text[:4] for text in exact),
        *(text[:6] + "01" for text in exact),
        *(text[:4] + "0101" for text in exact),
    )


TO_THE_DAY, TO_THE_MONTH, TO_THE_YEAR = range(3)
PADDED = 2
"""What turns a partial precision into its padded form: the run of texts is this many further on."""


def day_number(day: datetime.date) -> int:
    """A day counted from DAY_ZERO."""
    return (day - DAY_ZERO).days


@lru_cache(maxsize=1)
def dose_texts() -> tuple[str, ...]:
    """What the field dose_vbm says, in the forms that reporters use."""
    return tuple(
        form.format(amount, often)
        for form in CODES["dose_forms"]
        for amount in CODES["amounts"]
        for often in CODES["frequencies"]
    )
