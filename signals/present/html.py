"""The renderer for HTML: templates in which everything is escaped, and commands inside sentences marked up as such."""

import re
from functools import lru_cache

import jinja2
from markupsafe import Markup, escape

from signals.present.svg import WIDTH
from signals.present.text import aligned, wrapped


def with_commands(sentence: str) -> Markup:
    """A sentence as HTML, its `nibwatch ...` as code; other backticks stand as they are, since a name may hold some."""
    return Markup(re.sub("`(nibwatch [^`]*)`", r"<code>\1</code>", str(escape(sentence))))  # noqa: S704 (escaped above)


def without_brackets(text: str) -> str:
    """Text for an attribute: < and > are allowed there, but some mail clients see a tag."""
    return text.translate(str.maketrans("<>", "‹›"))


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
    environment.globals |= {"chart_width": WIDTH}
    environment.filters |= {
        "aligned": aligned,
        "wrapped": wrapped,
        "with_commands": with_commands,
        "without_brackets": without_brackets,
    }
    return environment.get_template(name)
