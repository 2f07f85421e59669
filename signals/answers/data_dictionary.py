"""docs/data-dictionary.md: what every published table, column and macro means, made from sql/dictionary.csv.

`make dictionary` writes it; a test says when it is out of date.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from signals.build.comments import Entry, read_dictionary
from signals.build.macros import Macro, published_macros
from signals.settings import CHECKOUT

PAGE = CHECKOUT / "docs" / "data-dictionary.md"
OPENING = """# Data dictionary

Every table, column and macro of the published file, as its COMMENT says. Made from `sql/dictionary.csv` and
`sql/macros/published/` with `make dictionary`; do not edit it by hand.

`nibwatch sql --history` adds the view `pair_history`: the columns of `signals.pair` for earlier publications, with
`run_id` (`meta.run` says what the run rested on), `published_at` and `last_quarter`.
"""


def data_dictionary(entries: Sequence[Entry], macros: Sequence[Macro]) -> str:
    """The page as Markdown."""
    return "\n".join([OPENING, *_tables(entries), *_macros(macros)])


def _tables(entries: Sequence[Entry]) -> Iterator[str]:
    for table, of_table in groupby(entries, key=lambda entry: entry.table):
        lines = list(of_table)
        about = [line.meaning for line in lines if not line.column]
        yield "\n".join([f"## {table}", "", *about, "", "| column | meaning |", "|---|---|"])
        yield from (f"| {line.column} | {_cell(line.meaning)} |" for line in lines if line.column)
        yield ""


def _macros(macros: Sequence[Macro]) -> Iterator[str]:
    yield "## Macros\n\n| macro | meaning | example |\n|---|---|---|"
    for macro in sorted(macros, key=lambda macro: macro.name):
        yield f"| `{macro.call}` | {_cell(macro.meaning)} | `{_cell(macro.example)}` |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write_page(path: Path = PAGE) -> None:
    """Write the page anew."""
    path.write_text(data_dictionary(read_dictionary(), published_macros()), encoding="utf-8")


if __name__ == "__main__":
    write_page()
