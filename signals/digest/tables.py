"""The columns of the digest's tables: how a row of the published file is written."""

from collections.abc import Callable, Sequence
from typing import Any

from signals.digest.content import DISPROPORTIONATE
from signals.present.blocks import Column, Table, table
from signals.present.numbers import DASH, count, interval, name, sentence, share, statistic
from signals.present.query import Row


def drug_name(row: Row) -> str:
    """A drug by name, with what it is when it is no single ingredient."""
    return name(row.drug) if row.drug_kind == "ingredient" else f"{name(row.drug)} ({kind_name(row.drug_kind)})"


def kind_name(drug_kind: str) -> str:
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


def _compared(text: Callable[[Row], str]) -> Callable[[Row], str]:
    """Write the pair's row of the comparison analysis; a dash where it has none."""
    return lambda pair: DASH if pair.comparison is None else text(pair.comparison)


def _moved(text: Callable[[Any], str], column: str) -> Callable[[Row], str]:
    return lambda row: f"{text(getattr(row, f'{column}_before'))} → {text(getattr(row, f'{column}_now'))}"


def _verdict_moved(row: Row) -> str:
    before = "not watched" if row.a_before is None else name(row.verdict_before)
    now = "not watched" if row.a_now is None else name(row.verdict_now)
    return f"{before} → {now}"


def _verdict(row: Row) -> str:
    return name(row.human_verdict)


def _verdict_unless_disproportionate(pair: Row) -> str:
    verdict = _compared(_verdict)(pair)
    return "" if verdict == DISPROPORTIONATE else verdict


def _primary_in_words(pair: Row) -> str:
    row = pair.primary
    if row is None:
        return DASH
    return f"a {count(row.a)}, expected {statistic(row.expected)}, ROR {ror(row)}, IC {ic(row)}: {_verdict(row)}"


def _named(column: str) -> Callable[[Row], str]:
    return lambda row: name(getattr(row, column))


def _counted(column: str) -> Callable[[Row], str]:
    return lambda row: count(getattr(row, column))


EVENT = Column("event", _named("event"), width=15)
PAIR = (
    Column("drug", drug_name, width=15),
    EVENT,
    Column("a", _compared(_counted("a")), width=7, is_number=True),
    Column("expected", _compared(lambda row: statistic(row.expected)), width=8, is_number=True),
    Column("ROR (95% interval)", _compared(ror), width=22),
    Column("IC (95% interval)", _compared(ic), width=21),
)
MOST_REPORTED = (*PAIR, Column("verdict", _compared(_verdict), is_below=True))
STANDING = (
    *PAIR,
    Column("verdict", _verdict_unless_disproportionate, is_below=True),
    Column("primary", _primary_in_words, is_below=True),
)
STANDING_DRUGS = tuple(column for column in STANDING if column is not EVENT)
CHANGED = (
    Column("change", lambda row: row.change, width=12),
    Column("drug", drug_name, width=15),
    Column("event", _named("event"), width=18),
    Column("analysis", _named("analysis"), width=13),
    Column("a", _moved(count, "a"), width=13, is_number=True),
    Column("IC lower bound", _moved(statistic, "ic_lower"), width=15, is_number=True),
    Column("expected", _moved(statistic, "expected"), is_below=True),
    Column("ROR", _moved(statistic, "ror"), is_below=True),
    Column("verdict", _verdict_moved, is_below=True),
    Column("why", lambda row: row.why, is_below=True),
)
AGREEMENT = (
    Column("drug", drug_name, width=18),
    Column("event", _named("event"), width=18),
    Column("a", _counted("a"), width=7, is_number=True),
    Column("expected", lambda row: statistic(row.expected), width=9, is_number=True),
    Column("people", _verdict, width=18),
    Column("agreement", _named("agreement"), width=18),
    Column("animal evidence", animals, is_below=True),
)
DIFFERING = (
    Column("drug", drug_name, width=20),
    Column("event", _named("event"), width=20),
    Column("without MS context", _verdict, width=20),
    Column("primary", _named("primary_verdict"), width=20),
    Column("remark", lambda row: sentence(row.remark), is_below=True),
)
NEWS = (
    Column("change", lambda row: row.change, width=20),
    Column("reference", _named("reference"), width=30),
    Column("published", lambda row: row.noticed.isoformat(), width=10),
    Column("title", lambda row: sentence(row.title or DASH), is_below=True),
    Column("detail", lambda row: sentence(row.detail), is_below=True),
)
LINES_READ = (
    Column("quarter", _named("quarter")),
    *(
        Column(column.replace("_", " "), _counted(column), is_number=True)
        for column in ("reports", "lines", "rows_loaded", "rows_repaired", "rows_rejected")
    ),
)
REJECTIONS = (
    Column("quarter", _named("quarter")),
    Column("table", _named("table_name"), width=12),
    Column("lines", _counted("lines"), is_number=True),
    Column("reason", _named("reason"), width=50),
)

BY_QUERY = {
    "what changed": (CHANGED, "changes"),
    "what changed in the evidence": (NEWS, "changes"),
    "standing signals": (STANDING, "pairs"),
    "most reported": (MOST_REPORTED, "pairs"),
    "animals beside people": (AGREEMENT, "with a coded animal study or a disproportionate verdict"),
    "where the analyses differ": (DIFFERING, "remarks"),
    "lines and reports read": (LINES_READ, "quarters"),
    "rejected lines": (REJECTIONS, "kinds of rejected line"),
}
"""The columns in which the rows of each query are shown, and what its rows are."""


def trend(points: Sequence[Row], *, quarters: int) -> Table:
    """IC with its interval by quarter, a column a drug, the newest quarters first."""
    intervals = {(point.drug, point.quarter): interval(point.ic, point.ic_lower, point.ic_upper) for point in points}

    def column(drug: str) -> Column:
        return Column(name(drug), lambda quarter: intervals.get((drug, quarter), DASH), width=20)

    columns = (Column("quarter", width=7), *map(column, sorted({point.drug for point in points})))
    return table(columns, sorted({point.quarter for point in points}, reverse=True)[:quarters])
