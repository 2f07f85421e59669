"""docs/ as pages with a search box that need no network and no server: `make docs` writes them to site/."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt

from signals.pages.methods import MARKED
from signals.settings import CHECKOUT

DOCS, SITE = CHECKOUT / "docs", CHECKOUT / "site"
STYLE = CHECKOUT / "signals" / "pages" / "templates" / "style.css"


def write_site(folder: Path) -> None:
    """A page for each Markdown file of docs/, its images, and `sections.js` with what the search box looks through."""
    template = jinja2.Environment(autoescape=True).from_string((DOCS / "site.html").read_text(encoding="utf-8"))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / "images", folder / "images")
    sections = []
    for source in sorted(DOCS.rglob("*.md")):
        path = _page(source.relative_to(DOCS).as_posix())
        body = _body(source.read_text(encoding="utf-8"))
        title = _text(body.partition("</h1>")[0])
        top = "../" * path.count("/")
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        page = template.render(title=title, body=body, top=top, style=STYLE.read_text(encoding="utf-8"))
        target.write_text(page, encoding="utf-8")
        sections += [[f"{title}: {heading}", f"{path}#{place}", text] for heading, place, text in _sections(body)]
    (folder / "sections.js").write_text(f"const SECTIONS = {json.dumps(sections)};", encoding="utf-8")


def _page(source: str) -> str:
    return re.sub(r"(README)?\.md", lambda match: "index.html" if match[1] else ".html", source)


def _body(markdown: str) -> str:
    """Markdown as HTML: headings can be linked to as on GitHub, links between files lead to their pages."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(MARKED.sub(r"\1", markdown))
    for opening, heading in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", re.sub(r"[^\w -]", "", heading.content.lower()).replace(" ", "-"))
    html = parser.renderer.render(tokens, parser.options, {})
    html = re.sub(r'(?<=href=")(?!https?:)[^"]*', lambda match: _page(match[0]), html)
    return html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def _sections(body: str) -> Iterator[tuple[str, str, str]]:
    """The heading, the place and the text below it, of each section of a page."""
    for place, heading, text in re.findall(r'<h[1-6] id="([^"]*)">(.*?)</h[1-6]>(.*?)(?=<h[1-6] |\Z)', body, re.S):
        yield _text(heading), place, _text(text)


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


if __name__ == "__main__":
    write_site(SITE)
