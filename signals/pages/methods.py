"""The methods page, rendered from docs/methods.md, so that page and document cannot differ."""

import re
from itertools import count

from markdown_it import MarkdownIt

from signals.pages.page import Page
from signals.present.block import Section
from signals.settings import CHECKOUT

LEAD = "How each number is made, from lines of a file to a verdict, with its paper, and what remains arguable."
METHODS = CHECKOUT / "docs" / "methods.md"
OF_EVIDENCE = ("Animal evidence", "The review queue", "Certainty", "The answer", "Class difference")
"""Sections on coded studies, which say nothing of a topic that has none."""
MARKED = re.compile("<!-- evidence -->(.*?)<!-- /evidence -->", re.DOTALL)
"""Text in other sections that only the topic with coded studies has: examples from it, and what is done with them."""


def methods_page(has_evidence: bool = True) -> Page:
    """Every formula with its paper; of a topic without coded studies none of what is done with them."""
    text = MARKED.sub(r"\1" if has_evidence else "", METHODS.read_text(encoding="utf-8"))
    title, *sections = text.split("\n## ")
    kept = [section for section in sections if has_evidence or section.partition("\n")[0] not in OF_EVIDENCE]
    title, _, opening = title.removeprefix("# ").partition("\n")
    return Page("methods.html", title, (LEAD,), (Section("", html=_html("\n## ".join([opening, *kept]))),))


def _html(markdown: str) -> str:
    """Markdown as HTML; links into the checkout become plain text, because the folder of pages is read without it."""
    without_local = re.sub(r"\[([^\]]*)\]\((?!https?://)[^)]*\)", r"\1", markdown)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(without_local)
    html = html.replace("<th></th>", "<td></td>").replace("<pre>", '<pre tabindex="0">')
    number = count(1)
    return re.sub(r"<table>.*?</table>", lambda match: _scrolling(match[0], next(number)), html, flags=re.DOTALL)


def _scrolling(table: str, number: int) -> str:
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table {number} of the methods">{table}</div>'
