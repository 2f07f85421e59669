"""The renderer for HTML: templates in which everything is escaped, and commands inside sentences marked up as such."""

import re
from functools import lru_cache, partial

import jinja2
from markupsafe import Markup, escape

from signals.present.block import Cell, Column
from signals.present.svg import WIDTH
from signals.present.terminal import TEXT_WIDTH
from signals.present.text import aligned, wrapped

WIDE = 24
"""Characters from which on a cell of words gets room to wrap."""


def with_commands(sentence: str) -> Markup:
    """A sentence as HTML, its `nibwatch ...` as code; other backticks stand as they are, since a name may hold some."""
    return Markup(re.sub("`(nibwatch [^`]*)`", r"<code>\1</code>", str(escape(sentence))))  # noqa: S704 (escaped above)


def without_brackets(text: str) -> str:
    """Text for an attribute: < and > are allowed there, but some mail clients see a tag."""
    return text.translate(str.maketrans("<>", "‹›"))


def cell_start(column: Column, cell: Cell, is_mail: bool) -> Markup:
    """The opening tag of a cell; a page has a million cells, and a template takes ten times as long to write it."""
    kind = "n" if column.is_number else "w" if len(cell.text) > WIDE else ""
    start = _start(f"{kind} none".strip() if cell.text == "–" else kind, column.title)
    sort = "" if cell.sort_value is None or is_mail else f' data-sort="{escape(cell.sort_value)}"'
    return Markup(f"{start}{sort}>")  # noqa: S704 (escaped here and in _start)


@lru_cache
def _start(kinds: str, title: str) -> str:
    named = f' class="{kinds}"' if kinds else ""
    return f'<td{named} data-label="{escape(title)}"'


@lru_cache
def template(package: str, name: str) -> jinja2.Template:
    """A template of a package, which can import signals/present's; only .html is escaped, the others are plain text."""
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(package), jinja2.PackageLoader("signals.present")]),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"chart_width": WIDTH, "cell_start": cell_start}
    environment.filters |= {
        "aligned": partial(aligned, width=TEXT_WIDTH),
        "wrapped": partial(wrapped, width=TEXT_WIDTH),
        "with_commands": with_commands,
        "without_brackets": without_brackets,
    }
    return environment.get_template(name)
