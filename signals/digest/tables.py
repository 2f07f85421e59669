"""The columns of the digest's tables: how a row of the published file is written."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from signals.digest.content import DISPROPORTIONATE
from signals.present.blocks import Column, Table, table
from signals.present.numbers import DASH, count, interval, name, sentence, share, statistic
from signals.present.query import Row


def drug_name(row: Row) -> str:
    """A drug by name, with what it is when it is no single ingredient."""
    return name(row.drug) if row.drug_kind == "ingredient" else f"{name(row.drug)} ({kind_name(row.drug_kind)})"


def kind_name(drug_kind: str) -> str:
    """A kind of watched drug as readers write it: target_class is target class."""
    return name(drug_kind).replace("_", " ")


def ror(row: Row) -> str:
    """ROR with its interval, or the first cell of the table that is 0 and leaves it undefined."""
    reason = next((f"{cell} = 0" for cell in "abcd" if getattr(row, cell) == 0), "")
    return interval(row.ror, row.ror_lower, row.ror_upper, reason=reason)


def ic(row: Row) -> str:
    """IC with its interval; without a counted case there is no expected count and so no IC."""
    reason = "" if row.a + row.b + row.c + row.d else "no counted case"
    return interval(row.ic, row.ic_lower, row.ic_upper, reason=reason)


def animals(evidence: Row) -> str:
    """Coded animal studies by direction with the base rate; a dash and the reason where there are none."""
    if not evidence.study_count:
        return f"{DASH} (no coded study)"
    directions = ("protective", "harmful", "mixed", "null")
    numbers = {direction: getattr(evidence, f"{direction}_count") for direction in directions}
    found = ", ".join(f"{count(number)} {direction}" for direction, number in numbers.items() if number)
    base_rate = f"; base rate of protective {share(evidence.base_rate)}" if evidence.base_rate is not None else ""
    return f"{name(evidence.animal_verdict)}: {found} of {count(evidence.study_count)}{base_rate}"


def _primary_in_words(pair: Row) -> str:
    row = pair.primary
    if row is None:
        return DASH
    verdict = name(row.human_verdict)
    return f"a {count(row.a)}, expected {statistic(row.expected)}, ROR {ror(row)}, IC {ic(row)}: {verdict}"


def chance(row: Row) -> str:
    """How surprising it is, given how many were looked at and what negative controls show; empty without a q."""
    if row.q_value is None:
        return ""
    looks = f"q {statistic(row.q_value)} (BY {statistic(row.q_value_by)}) over {count(row.look_count)} looks"
    return looks if row.calibrated_p is None else f"{looks}; calibrated p {statistic(row.calibrated_p)}"


def _verdict_unless_disproportionate(pair: Row) -> str:
    verdict = DASH if pair.comparison is None else name(pair.comparison.human_verdict)
    return "" if verdict == DISPROPORTIONATE else verdict


def _verdict_moved(row: Row) -> str:
    before = "not watched" if row.a_before is None else name(row.verdict_before)
    now = "not watched" if row.a_now is None else name(row.verdict_now)
    return f"{before} → {now}"


VALUES: Mapping[str, Callable[[Any], str]] = {
    "as it is": str,
    "name": name,
    "count": count,
    "statistic": statistic,
    "sentence": lambda text: sentence(text or DASH),
}
"""How the value of a column is written."""
TEXTS: Mapping[str, Callable[[Row], str]] = {
    "drug": drug_name,
    "ROR": ror,
    "IC": ic,
    "animals": animals,
    "chance": chance,
    "primary": _primary_in_words,
    "caution": lambda pair: pair.caution or "",
    "verdict unless disproportionate": _verdict_unless_disproportionate,
    "verdict moved": _verdict_moved,
}
"""How a whole row is written in a column."""


def _text(kind: str, column: str) -> Callable[[Row], str]:
    """How a row is written; behind `compared` its row of the comparison analysis, `moved` both values of a change."""
    if kind.startswith("compared "):
        text = _text(kind.removeprefix("compared "), column)
        return lambda pair: DASH if pair.comparison is None else text(pair.comparison)
    if kind.endswith(" moved") and kind not in TEXTS:
        value = VALUES[kind.removesuffix(" moved")]
        return lambda row: f"{value(getattr(row, f'{column}_before'))} → {value(getattr(row, f'{column}_now'))}"
    return TEXTS.get(kind) or (lambda row: VALUES[kind](getattr(row, column)))


def _column(title: str, text: str = "name", column: str = "", **settings: Any) -> Column:
    return Column(title, _text(text, column or title), **settings)


BY_QUERY = {
    query: (tuple(_column(**column) for column in declared["columns"]), str(declared["noun"]))
    for query, declared in tomllib.loads((files("signals.digest") / "tables.toml").read_text(encoding="utf-8")).items()
}
"""The columns in which the rows of each query are shown, and what its rows are, by tables.toml."""
STANDING_DRUGS = tuple(column for column in BY_QUERY["standing signals"][0] if column.title != "event")


def trend(points: Sequence[Row], *, quarters: int) -> Table:
    """IC with its interval by quarter, a column a drug, the newest quarters first."""
    intervals = {(point.drug, point.quarter): interval(point.ic, point.ic_lower, point.ic_upper) for point in points}

    def column(drug: str) -> Column:
        return Column(name(drug), lambda quarter: intervals.get((drug, quarter), DASH), width=20)

    columns = (Column("quarter", width=7), *map(column, sorted({point.drug for point in points})))
    return table(columns, sorted({point.quarter for point in points}, reverse=True)[:quarters])
