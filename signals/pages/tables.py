"""Rows of a query as a table for reading: estimates with intervals, numbers rounded, names that lead somewhere."""

import re
from collections.abc import Callable, Mapping, Sequence

from signals.present.blocks import Cell, Column, Table
from signals.present.numbers import DASH, times, value_text
from signals.present.query import Row

TITLES = {
    "ror": "ROR (95%)",
    "ror_unmasked": "ROR without them (95%)",
    "ic_unmasked": "times expected without them (95%)",
    "prr": "PRR (95%)",
    "ic": "times expected (2^IC, 95%)",
    "ebgm": "EBGM (90%)",
    "event_pt": "preferred term",
    "human_verdict": "people",
    "primary_verdict": "people, primary",
    "animal_verdict": "animals",
    "caseid": "case",
    "prod_ai": "prod_ai",
    "pmid": "PMID",
    "doi": "DOI",
    "q_value": "q (BH)",
    "q_value_by": "q (BY)",
    "look_count": "looks",
    "pooled_ratio": "pooled ratio (95%)",
    "probability_above_1": "P(> 1)",
    "probability_above_2": "P(> 2)",
    "probability_above_class": "P(> its class)",
}
OF_LOG2 = ("ic", "ic_unmasked")
"""Columns that are log2 and shown as what they are the log2 of: how many times as often as expected."""
Link = Callable[[Row], str | None]


def table(caption: str, names: Sequence[str], rows: Sequence[Row], links: Mapping[str, Link]) -> Table:
    """The rows as a table. A column x beside x_lower and x_upper is shown with both as its interval.

    Parameters
    ----------
    names
        The columns of the rows, in the order in which they are shown.
    links
        For a column by name, where its cells lead.
    """
    with_interval = {name for name in names if {f"{name}_lower", f"{name}_upper"} <= set(names)}
    bounds = {f"{name}_{end}" for name in with_interval for end in ("lower", "upper")}
    shown = [name for name in names if name not in bounds]
    titles = [TITLES.get(name, name.replace("_", " ")) for name in shown]
    columns = [Column(title, is_number=_is_number(name, rows)) for title, name in zip(titles, shown, strict=True)]
    cells = tuple(tuple(_cell(name, row, with_interval, links) for name in shown) for row in rows)
    return Table(tuple(columns), cells, caption)


def _is_number(name: str, rows: Sequence[Row]) -> bool:
    values = [value for row in rows if (value := getattr(row, name)) is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _cell(name: str, row: Row, with_interval: set[str], links: Mapping[str, Link]) -> Cell:
    value = getattr(row, name)
    text = value_text(value, name)
    if name in OF_LOG2 and getattr(row, "expected", None) == 0:
        return Cell(DASH, None, "")  # nothing was expected, of which no multiple can be reported
    if name in OF_LOG2:
        text = times(value, getattr(row, f"{name}_lower", None), getattr(row, f"{name}_upper", None))
    elif name in with_interval and value is not None and getattr(row, f"{name}_lower") is not None:
        text += f" ({value_text(getattr(row, f'{name}_lower'))} to {value_text(getattr(row, f'{name}_upper'))})"
    sort_value = repr(float(value)) if isinstance(value, int | float) else "" if value is None else text
    return Cell(text, links[name](row) if name in links and value is not None else None, sort_value)


def _link(column: str, pattern: str, address: str) -> Link:
    """A link to `address` with the column's value at its {}, where the value fits the pattern."""

    def link(row: Row) -> str | None:
        value = str(getattr(row, column))
        return address.format(value) if re.fullmatch(pattern, value) else None

    return link


LINKS: dict[str, Link] = {
    "pmid": _link("pmid", r"\d{1,9}", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    "doi": _link("doi", r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+", "https://doi.org/{}"),
    "trial": _link("trial", r"NCT\d{8}", "https://clinicaltrials.gov/study/{}"),
}
"""Addresses for the numbers of papers and trials, in whichever table they are."""
