"""The digest's tables: rows of the published file as text, cut at a stated number."""

from collections.abc import Iterable

from signals.digest.changes import PairChange
from signals.digest.content import (
    DISPROPORTIONATE,
    Agreement,
    Difference,
    DigestContent,
    News,
    PairStatistics,
    QuarterLines,
    Rejection,
    StandingPair,
    TrendPoint,
)
from signals.digest.figures import DASH, count, interval, name, sentence, share, statistic
from signals.digest.layout import Column, Table

EVENT = Column("event", width=15)
PAIR = (
    Column("drug", width=15),
    EVENT,
    Column("a", width=7, is_number=True),
    Column("expected", width=8, is_number=True),
    Column("ROR (95% interval)", width=22),
    Column("IC (95% interval)", width=21),
)


def drug_name(drug: str, drug_kind: str) -> str:
    """A drug by name, with what it is when it is no single ingredient."""
    return name(drug) if drug_kind == "ingredient" else f"{name(drug)} ({name(drug_kind).replace('_', ' ')})"


def animals(evidence: Agreement) -> str:
    """Coded animal studies by direction with the base rate; a dash and the reason where there are none."""
    if not evidence.study_count:
        return f"{DASH} (no coded study)"
    directions = {
        "protective": evidence.protective_count,
        "harmful": evidence.harmful_count,
        "mixed": evidence.mixed_count,
        "null": evidence.null_count,
    }
    found = ", ".join(f"{count(number)} {direction}" for direction, number in directions.items() if number)
    base_rate = f"; base rate of protective {share(evidence.base_rate)}" if evidence.base_rate is not None else ""
    return f"{name(evidence.animal_verdict)}: {found} of {count(evidence.study_count)}{base_rate}"


def standing_drugs(content: DigestContent, pairs: Iterable[StandingPair]) -> Table:
    """Like `standing`, of pairs with one and the same event, which the section names."""
    table = standing(content, pairs)
    event = PAIR.index(EVENT)
    return Table(
        tuple(column for column in table.columns if column is not EVENT),
        tuple(row[:event] + row[event + 1 :] for row in table.rows),
        table.pages,
    )


def standing(content: DigestContent, pairs: Iterable[StandingPair]) -> Table:
    """Each pair in the comparison analysis, below it its verdict where it does not stand out there, and the primary."""
    rows, pages = [], []
    for pair in pairs:
        shown = pair.comparison or pair.primary
        if shown is None:
            continue
        verdict = _verdict(pair.comparison)
        rows.append(
            (
                *_statistics(shown, pair.comparison),
                "" if verdict == DISPROPORTIONATE else verdict,
                _in_words(pair.primary),
            )
        )
        pages.append(content.options.page_of(shown.drug, shown.drug_kind))
    below = (Column("verdict", is_below=True), Column("primary", is_below=True))
    return Table((*PAIR, *below), tuple(rows), tuple(pages))


def most_reported(content: DigestContent, pairs: Iterable[PairStatistics]) -> Table:
    """Pairs of the comparison analysis with their verdict."""
    listed = tuple(pairs)
    rows = tuple((*_statistics(pair, pair), _verdict(pair)) for pair in listed)
    pages = tuple(content.options.page_of(pair.drug, pair.drug_kind) for pair in listed)
    return Table((*PAIR, Column("verdict", is_below=True)), rows, pages)


def changed(content: DigestContent, pairs: Iterable[PairChange]) -> Table:
    """Each changed pair with its numbers before and now."""
    listed = tuple(pairs)
    columns = (
        Column("change", width=12),
        Column("drug", width=15),
        Column("event", width=18),
        Column("analysis", width=13),
        Column("a", width=13, is_number=True),
        Column("IC lower bound", width=15, is_number=True),
        Column("expected", is_below=True),
        Column("ROR", is_below=True),
        Column("verdict", is_below=True),
        Column("why", is_below=True),
    )
    rows = tuple(
        (
            pair.change,
            drug_name(pair.drug, pair.drug_kind),
            name(pair.event),
            name(pair.analysis),
            _moved(count(pair.a_before), count(pair.a_now)),
            _moved(statistic(pair.ic_lower_before), statistic(pair.ic_lower_now)),
            _moved(statistic(pair.expected_before), statistic(pair.expected_now)),
            _moved(statistic(pair.ror_before), statistic(pair.ror_now)),
            _moved(_standing_in(pair.verdict_before, pair.a_before), _standing_in(pair.verdict_now, pair.a_now)),
            pair.why,
        )
        for pair in listed
    )
    return Table(columns, rows, tuple(content.options.page_of(pair.drug, pair.drug_kind) for pair in listed))


def agreement(content: DigestContent, rows: Iterable[Agreement]) -> Table:
    """Animals and people side by side for each drug."""
    listed = tuple(rows)
    columns = (
        Column("drug", width=18),
        Column("event", width=18),
        Column("a", width=7, is_number=True),
        Column("expected", width=9, is_number=True),
        Column("people", width=18),
        Column("agreement", width=18),
        Column("animal evidence", is_below=True),
    )
    cells = tuple(
        (
            drug_name(row.drug, row.drug_kind),
            name(row.event),
            count(row.a),
            statistic(row.expected),
            name(row.human_verdict),
            name(row.agreement),
            animals(row),
        )
        for row in listed
    )
    return Table(columns, cells, tuple(content.options.page_of(row.drug, row.drug_kind) for row in listed))


def differing(content: DigestContent, rows: Iterable[Difference]) -> Table:
    """Drugs for which the two analyses part, with the remark on why."""
    listed = tuple(rows)
    columns = (
        Column("drug", width=20),
        Column("event", width=20),
        Column("without MS context", width=20),
        Column("primary", width=20),
        Column("remark", is_below=True),
    )
    cells = tuple(
        (
            drug_name(row.drug, row.drug_kind),
            name(row.event),
            name(row.human_verdict),
            name(row.primary_verdict),
            sentence(row.remark),
        )
        for row in listed
    )
    return Table(columns, cells, tuple(content.options.page_of(row.drug, row.drug_kind) for row in listed))


def news(rows: Iterable[News]) -> Table:
    """Each thing that changed in the evidence, from what to what, and why."""
    columns = (
        Column("change", width=20),
        Column("reference", width=30),
        Column("published", width=10),
        Column("title", is_below=True),
        Column("detail", is_below=True),
    )
    cells = tuple(
        (row.kind, name(row.reference), row.noticed.isoformat(), sentence(row.title or DASH), sentence(row.detail))
        for row in rows
    )
    return Table(columns, cells)


def trend(points: Iterable[TrendPoint], *, quarters: int) -> Table:
    """IC with its interval by quarter, a column a drug, the newest quarter first."""
    listed = tuple(points)
    drugs = sorted({point.drug for point in listed})
    shown = sorted({point.quarter for point in listed}, reverse=True)[:quarters]
    by_place = {(point.drug, point.quarter): point for point in listed}
    rows = tuple((quarter, *(_ic_at(by_place.get((drug, quarter))) for drug in drugs)) for quarter in shown)
    return Table((Column("quarter", width=7), *(Column(name(drug), width=20) for drug in drugs)), rows)


def _ic_at(point: TrendPoint | None) -> str:
    return DASH if point is None else interval(point.ic, point.ic_lower, point.ic_upper)


def lines_read(rows: Iterable[QuarterLines]) -> Table:
    titles = ("quarter", "reports", "lines", "rows loaded", "rows repaired", "rows rejected")
    columns = tuple(Column(title, is_number=title != "quarter") for title in titles)
    numbers = tuple(
        (
            name(row.quarter),
            *map(count, (row.reports, row.lines, row.rows_loaded, row.rows_repaired, row.rows_rejected)),
        )
        for row in rows
    )
    return Table(columns, numbers)


def rejections(rows: Iterable[Rejection]) -> Table:
    columns = (
        Column("quarter"),
        Column("table", width=12),
        Column("lines", is_number=True),
        Column("reason", width=50),
    )
    cells = tuple((name(row.quarter), name(row.table_name), count(row.lines), name(row.reason)) for row in rows)
    return Table(columns, cells)


def _statistics(shown: PairStatistics, row: PairStatistics | None) -> tuple[str, ...]:
    names = (drug_name(shown.drug, shown.drug_kind), name(shown.event))
    if row is None:
        return (*names, DASH, DASH, DASH, DASH)
    return (*names, count(row.a), statistic(row.expected), _ror(row), _ic(row))


def _ror(row: PairStatistics) -> str:
    return interval(row.ror, row.ror_lower, row.ror_upper, reason=row.ror_reason)


def _ic(row: PairStatistics) -> str:
    return interval(row.ic, row.ic_lower, row.ic_upper, reason=row.ic_reason)


def _verdict(row: PairStatistics | None) -> str:
    return DASH if row is None else name(row.human_verdict)


def _in_words(row: PairStatistics | None) -> str:
    if row is None:
        return DASH
    counted = f"a {count(row.a)}, expected {statistic(row.expected)}"
    return f"{counted}, ROR {_ror(row)}, IC {_ic(row)}: {_verdict(row)}"


def _standing_in(verdict: str | None, a: int | None) -> str:
    return "not watched" if a is None else name(verdict)


def _moved(before: str, now: str) -> str:
    return f"{before} → {now}"
