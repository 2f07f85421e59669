"""All pages of a published file, written into one folder."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from signals.database import open_read_only
from signals.digest.content import read_content
from signals.pages.drug import drug_page
from signals.pages.event import event_page
from signals.pages.folder import FIRST, MARKER, marker, replace_folder, require_ours
from signals.pages.methods import methods_page
from signals.pages.overview import overview
from signals.pages.page import Page
from signals.pages.quality import quality_page
from signals.pages.query_section import WATCHED, PublishedFile
from signals.pages.readus import readus_page
from signals.present.html import template
from signals.present.numbers import data_span, day, drug_title, line
from signals.present.output import plain_lines
from signals.present.paths import drug_path, event_path
from signals.vocabulary.reference import kinase_names


def write_report(published: Path, folder: Path, beside: Mapping[str, bytes] | None = None) -> Path:
    """Write the pages of a published file into a folder, which is replaced whole, and return the first of them.

    Parameters
    ----------
    beside
        Further files of the folder, by name: the digest as a page, the feed.

    Raises
    ------
    RequestError
        The folder holds something that is no earlier report, or the published file lacks what the pages rest on.
    OutsideError
        The folder cannot be written.
    """
    require_ours(folder)
    pages, about = _pages(published)
    written = {page.path: content for page, content in zip(pages, _render(pages, about), strict=True)}
    written |= {**(beside or {}), MARKER: marker(str(about["run_id"])).encode()}
    replace_folder(written, folder)
    return folder / FIRST


def _pages(published: Path) -> tuple[list[Page], dict[str, object]]:
    content = read_content(published)
    with open_read_only(published) as connection:
        watched = connection.execute(WATCHED).fetchall()
        file = PublishedFile.of(connection)
        groups = file.topic.titles
        pages = [
            overview(file, content),
            methods_page(),
            readus_page(file, content),
            quality_page(file),
            *(event_page(file, event) for event in groups),
            *(drug_page(file, drug, kind) for drug, kind in watched),
        ]
    publication = content.publication
    about = {
        "is_synthetic": publication.is_synthetic,
        "basis": data_span(publication.quarters),
        "published": day(publication.published_at),
        "run_id": publication.run_id,
        "events": [(title, event_path(event)) for event, title in groups.items()],
        "index": _index(watched, groups),
    }
    return pages, about


def _index(watched: Iterable[tuple[str, str]], groups: Mapping[str, str]) -> list[list[str]]:
    """The names and paths of all drugs and events, for the search box.

    Behind a drug's path stand its other names in small letters: brands, codes and salts.
    """
    others: dict[str, list[str]] = {}
    for words, drug in kinase_names().items():
        if words[0].lower() != drug:
            others.setdefault(drug, []).append(" ".join(words).lower())
    places = [[drug_title(drug, kind), drug_path(drug, kind), *sorted(others.get(drug, []))] for drug, kind in watched]
    places += [[line(f"{title} ({event})"), event_path(event)] for event, title in groups.items()]
    return sorted(places)


def _render(pages: list[Page], about: dict[str, object]) -> Iterator[bytes]:
    style, script = _asset("style.css"), _asset("tables.js")
    page_template = template("signals.pages", "page.html")
    for page in pages:
        text = page_template.render(page=page, about=about, style=style, script=script, policy=_policy(style, script))
        yield plain_lines(text).encode()  # text from outside turns nothing round and hides nothing, wherever it stands


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: nothing is loaded from elsewhere, and only this style and this script are allowed."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return (files("signals.pages") / "templates" / name).read_text(encoding="utf-8")
