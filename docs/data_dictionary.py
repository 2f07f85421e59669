"""docs/data-dictionary.md: what every published table, column and macro means, made from sql/dictionary.csv.

`make dictionary` writes it; a test says when it is out of date.
"""

from collections.abc import Sequence
from itertools import groupby

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
    """The page as Markdown: a section for each table, then the macros."""
    lines = [OPENING]
    for table, of_table in groupby(entries, key=lambda entry: entry.table):
        columns = list(of_table)
        lines += [f"## {table}", "", *(entry.meaning for entry in columns if not entry.column), ""]
        lines += ["| column | meaning |", "|---|---|"]
        lines += [f"| {entry.column} | {_cell(entry.meaning)} |" for entry in columns if entry.column]
        lines += [""]
    lines += ["## Macros", "", "| macro | meaning | example |", "|---|---|---|"]
    lines += [
        f"| `{macro.call}` | {_cell(macro.meaning)} | `{_cell(macro.example)}` |"
        for macro in sorted(macros, key=lambda macro: macro.name)
    ]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(data_dictionary(read_dictionary(), published_macros()), encoding="utf-8")
