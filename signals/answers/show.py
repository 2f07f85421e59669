"""Answers as plain text for a terminal: aligned columns, an undefined number as a dash."""

import math
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from signals.answers.pair import PairAnswer

UNDEFINED = "-"
SYNTHETIC_LINE = "SYNTHETIC data: invented reports, no real person or drug is described."


def number(value: float | None, digits: int = 2) -> str:
    """A number for reading; a dash where it is undefined."""
    if value is None or pd.isna(value) or math.isinf(value):
        return UNDEFINED
    return f"{value:,.{digits}f}"


def interval(value: float | None, lower: float | None, upper: float | None, digits: int = 2) -> str:
    """An estimate with its interval in brackets; a dash for what is undefined."""
    if number(value) == UNDEFINED:
        return UNDEFINED
    if number(lower) == UNDEFINED:
        return number(value, digits)
    return f"{number(value, digits)} ({number(lower, digits)} to {number(upper, digits)})"


def plain(text: str) -> str:
    """Text from outside for a terminal: what would move its cursor or change its colours is written as an escape."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def columns(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows under a header, each column as wide as its widest cell; those in ``right`` flush right."""
    table = [[plain(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[position]) for row in table) for position in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if position in right else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )


def pair_text(answer: PairAnswer) -> str:
    """The 2x2 table of a pair and all its statistics."""
    total = answer.a + answer.b + answer.c + answer.d
    cells = columns(
        ("", answer.event_pt, "without it", "cases"),
        [
            (answer.ingredient, f"a = {answer.a:,}", f"b = {answer.b:,}", f"{answer.a + answer.b:,}"),
            ("other suspects", f"c = {answer.c:,}", f"d = {answer.d:,}", f"{answer.c + answer.d:,}"),
            ("cases", f"{answer.a + answer.c:,}", f"{answer.b + answer.d:,}", f"N = {total:,}"),
        ],
        right=(1, 2, 3),
    )
    return "\n\n".join(
        [
            *([SYNTHETIC_LINE] if answer.is_synthetic else []),
            cells,
            _statistics_text(answer.statistics),
            _criteria_text(answer),
        ]
    )


def _statistics_text(value: Mapping[str, float]) -> str:
    rows = [
        ("expected", number(value["expected"], 3), "(a+b)(a+c)/N"),
        ("PRR", interval(value["prr"], value["prr_lower"], value["prr_upper"]), "95% interval; Evans 2001"),
        ("chi-square", number(value["chi_square"]), "Pearson"),
        ("chi-square, Yates", number(value["chi_square_yates"]), "Evans 2001"),
        (
            "ROR",
            interval(value["ror"], value["ror_lower"], value["ror_upper"]),
            "95% interval, Woolf; undefined when a cell is 0",
        ),
        ("IC", interval(value["ic"], value["ic_lower"], value["ic_upper"]), "95% interval, exact gamma; Noren 2013"),
    ]
    return columns(("statistic", "value", "how"), rows)


def _criteria_text(answer: PairAnswer) -> str:
    meaning = {
        "is_evans": "PRR >= 2, chi-square (Yates) >= 4, a >= 3",
        "is_ror": "lower bound of ROR > 1, a >= 3",
        "is_ic": "lower bound of IC > 0",
    }
    rows = [(name, "TRUE" if holds else "FALSE", meaning[name]) for name, holds in answer.criteria.items()]
    return columns(("criterion", "holds", "meaning"), rows) + f"\n\nVerdict (primary analysis): {answer.verdict}"


def case_text(tables: Mapping[str, pd.DataFrame]) -> str:
    """Every row of a case, a line a field, under its table and version."""
    parts = []
    for name, frame in tables.items():
        if frame.empty:
            continue
        for position, record in enumerate(frame.to_dict(orient="records"), start=1):
            fields = [(str(key), str(value)) for key, value in record.items() if pd.notna(value)]
            parts.append(f"{name.upper()} {position} of {len(frame)}\n" + columns(("", ""), fields).lstrip())
    return "\n\n".join(parts)
