"""Rows of a query as a table for reading: estimates with intervals, numbers rounded, names that lead somewhere."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from signals.pages.layout import Cell, Column, Table

UNDEFINED = "–"
TITLES = {
    "ror": "ROR (95%)", "ror_unmasked": "ROR without them (95%)", "ic_unmasked": "IC without them (95%)",
    "prr": "PRR (95%)", "ic": "IC (95%)", "ebgm": "EBGM (90%)", "event_pt": "preferred term",
    "human_verdict": "people", "primary_verdict": "people, primary", "animal_verdict": "animals", "caseid": "case",
    "prod_ai": "prod_ai", "pmid": "PMID", "doi": "DOI",
}  # fmt: skip
Linker = Callable[[dict[str, Any]], str | None]


def table(caption: str, names: Sequence[str], rows: Sequence[Sequence[Any]], links: dict[str, Linker]) -> Table:
    """The rows as a table. A column x beside x_lower and x_upper is shown with both as its interval."""
    with_interval = [name for name in names if {f"{name}_lower", f"{name}_upper"} <= set(names)]
    bounds = {f"{name}_{side}" for name in with_interval for side in ("lower", "upper")}
    shown = [name for name in names if name not in bounds]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    numeric = {name for name in shown if _is_number(name, records)}
    columns = tuple(Column(TITLES.get(name, name.replace("_", " ")), name in numeric) for name in shown)
    cells = tuple(tuple(_cell(name, record, bounds, links) for name in shown) for record in records)
    return Table(caption, columns, cells)


def text_of(value: Any, name: str = "") -> str:
    """A value for reading; a dash where it is undefined or missing."""
    if value is None or value == []:
        return UNDEFINED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        is_name = name in ("year", "caseid", "pmid", "line_number", "primaryid")
        return str(value) if is_name else f"{value:,}"
    if isinstance(value, float):
        return _rounded(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(text_of(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _rounded(value: float) -> str:
    """Two decimals, or two figures where that would show nothing."""
    if value != 0 and abs(value) < 0.01:
        return f"{value:.2g}"
    return f"{value:,.2f}"


def _is_number(name: str, records: Sequence[dict[str, Any]]) -> bool:
    values = [record[name] for record in records if record[name] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _cell(name: str, record: dict[str, Any], bounds: set[str], links: dict[str, Linker]) -> Cell:
    value = record[name]
    text = text_of(value, name)
    if f"{name}_lower" in bounds and value is not None and record[f"{name}_lower"] is not None:
        text += f" ({text_of(record[f'{name}_lower'])} to {text_of(record[f'{name}_upper'])})"
    is_number = isinstance(value, int | float)
    sort_value = repr(float(value)) if is_number else "" if value is None else text
    return Cell(text, sort_value, links[name](record) if name in links and value is not None else None)


def pubmed(record: dict[str, Any]) -> str | None:
    """PubMed's page of a record, where the number is one."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{record['pmid']}/" if _fits(record["pmid"], r"\d{1,9}") else None


def doi(record: dict[str, Any]) -> str | None:
    """Where a DOI leads, where it is one."""
    return f"https://doi.org/{record['doi']}" if _fits(record["doi"], r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+") else None


def trial(record: dict[str, Any]) -> str | None:
    """ClinicalTrials.gov's page of a trial, where the number is one of its own."""
    number = record["trial"]
    return f"https://clinicaltrials.gov/study/{number}" if _fits(number, r"NCT\d{8}") else None


def _fits(value: Any, pattern: str) -> bool:
    return re.fullmatch(pattern, str(value)) is not None


OUTSIDE: dict[str, Linker] = {"pmid": pubmed, "doi": doi, "trial": trial}
