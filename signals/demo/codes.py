"""The coded fields of a report: what each code is written as, and how often it is drawn."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from signals.demo.layouts import is_aers
from signals.quarter import Quarter

DAY_ZERO = datetime.date(1990, 1, 1)
DAY_COUNT = (datetime.date(2032, 1, 1) - DAY_ZERO).days

COUNTRIES = ("US", "GB", "DE", "FR", "JP", "CA", "IT", "BR", "ES", "AU", "NL", "CN")
COUNTRY_NAMES = (
    *("UNITED STATES", "UNITED KINGDOM", "GERMANY", "FRANCE", "JAPAN", "CANADA", "ITALY", "BRAZIL", "SPAIN"),
    *("AUSTRALIA", "NETHERLANDS", "CHINA"),
)
COUNTRY_SHARES = (0.62, 0.06, 0.05, 0.05, 0.06, 0.04, 0.03, 0.03, 0.02, 0.01, 0.01, 0.02)
SEXES = ("F", "M", "UNK, UNKNOWN FREQ. ({}, {})")
AGE_UNITS = ("YR", "MON", "DEC", "DY", "WK", "HR")
AGE_GROUPS = ("N", "I", "C", "T", "A", "E")
WEIGHT_UNITS = ("KG", "LBS")
WEIGHTS = tuple(f"{tenths / 10:g}" for tenths in range(4001))
"""Texts of weights by tenths of a unit."""
REPORT_TYPES = ("EXP", "PER", "DIR")
REPORTERS = ("MD", "CN", "OT", "PH", "LW", "HP")
ROLES = ("PS", "SS", "C", "I", "DN")
PS, SS, CONCOMITANT, INTERACTING, NOT_ADMINISTERED = range(5)
ROUTES = ("Oral", "Intravenous", "Subcutaneous", "Unknown", "Intramuscular", "Topical", "Intravenous drip")
AMOUNTS = ("5", "10", "20", "25", "40", "50", "75", "80", "100", "150", "200", "250", "400", "500", "800", "1000")
FREQUENCIES = ("QD", "BID", "TID", "/WK", "QOW", "/MONTH")
FORMS = ("TABLET", "Film-coated tablet", "CAPSULE", "Solution for injection", "INJECTION", "Capsule, hard", "CREAM")
CHALLENGES = ("Y", "N", "U", "D")
OUTCOMES = ("OT", "HO", "DE", "LT", "DS", "CA", "RI")
OUTCOME_SHARES = (0.50, 0.30, 0.10, 0.04, 0.03, 0.01, 0.02)
SOURCES = ("HP", "CSM", "FGN", "OTH", "SDY", "LIT", "CR")
DURATION_UNITS = ("DAY", "WK", "MON", "YR")


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
    forms = ("{} MG, {}", "{} mg {}, ORAL", "{} MG {} (CYCLE 1)", "{} mg, {} as directed by the physician", "UNK")
    return tuple(form.format(amount, often) for form in forms for amount in AMOUNTS for often in FREQUENCIES)
