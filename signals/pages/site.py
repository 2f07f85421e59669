"""All pages of a published file, written into one folder; those of several watchlists into a folder each."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

from signals.database import open_read_only
from signals.digest.content import DigestContent, published_watchlists, read_content
from signals.digest.feed import FEED
from signals.digest.feed import PAGE as DIGEST
from signals.digest.options import DigestOptions
from signals.pages.drug import drug_page
from signals.pages.event import event_page
from signals.pages.folder import FIRST, MARKER, marker, replace_folder, require_ours
from signals.pages.methods import methods_page
from signals.pages.overview import overview
from signals.pages.page import Page
from signals.pages.quality import quality_page
from signals.pages.readus import readus_page
from signals.pages.topics import topics_page
from signals.present.html import template
from signals.present.numbers import data_span, day, drug_title, line
from signals.present.output import plain_lines
from signals.present.paths import drug_path, event_path, topic_folder
from signals.present.published_file import WATCHED, PublishedFile
from signals.present.share_held import share_held
from signals.vocabulary.reference import kinase_names

BESIDE = (("this week's digest", DIGEST), ("feed", FEED))
OF_EVERY_TOPIC = (("methods", "methods.html"), ("READUS-PV", "readus-pv.html"), ("data quality", "data-quality.html"))


TERMS = """
SELECT term, arg_min(term_group, (NOT is_comparison, place)) AS term_group
FROM (SELECT unnest(terms) AS term, * FROM signals.watch_group WHERE watchlist = $watchlist) GROUP BY term
"""
"""Every preferred term of the event groups, and the group whose page it leads to: the topic's own if that holds it."""


def write_report(
    published: Path, folder: Path, beside: Mapping[str, bytes] | None = None, problems: Sequence[str] = ()
) -> Path:
    """Write the pages of a published file into a folder, which is replaced whole, and return the first of them.

    Parameters
    ----------
    beside
        Further files of the folder, by name: the digest as a page, the feed.
    problems
        Why each literature source failed that did so the last time it was asked.

    Raises
    ------
    RequestError
        The folder holds something that is no earlier report, or the published file lacks what the pages rest on.
    OutsideError
        The folder cannot be written.
    """
    require_ours(folder)
    held = published_watchlists(published)
    contents = [read_content(published, DigestOptions(watchlist=watchlist)) for watchlist in held]
    written = _rendered([topics_page(contents)], _about(contents[0])) if len(contents) > 1 else {}
    for content in contents:
        within = topic_folder(content.topic.watchlist, held)
        pages, about = _pages(published, content, problems)
        about["list"] = f"../{FIRST}" if within else ""
        about["beside"] = [(title, name) for title, name in BESIDE if f"{within}{name}" in (beside or {})]
        written |= {f"{within}{path}": text for path, text in _rendered(pages, about).items()}
    written |= {**(beside or {}), MARKER: marker(contents[0].publication.run_id, problems).encode()}
    replace_folder(written, folder)
    return folder / FIRST


def _pages(published: Path, content: DigestContent, problems: Sequence[str]) -> tuple[list[Page], dict[str, object]]:
    """The pages of one watchlist."""
    with open_read_only(published) as connection:
        watched = connection.execute(WATCHED, {"watchlist": content.topic.watchlist}).fetchall()
        file = PublishedFile.of(connection, watchlist=content.topic.watchlist)
        groups = file.topic.titles
        terms = connection.execute(TERMS, {"watchlist": content.topic.watchlist}).fetchall()
        pages = [
            overview(file, content),
            methods_page(content.topic.has_evidence),
            readus_page(file, content),
            quality_page(file, problems),
            *(event_page(file, event) for event in groups),
            *(drug_page(file, drug, kind) for drug, kind in watched),
        ]
    links = [(title, event_path(event)) for event, title in groups.items()]
    return pages, {**_about(content), "links": [*links, *OF_EVERY_TOPIC], "index": _index(watched, groups, terms)}


def _about(content: DigestContent) -> dict[str, object]:
    """What stands around every page: what the publication is, and where the pages lead."""
    publication = content.publication
    return {
        "is_synthetic": publication.is_synthetic,
        "basis": data_span(publication.quarters),
        "share": share_held(content.rows("lines and reports read")),
        "published": day(publication.published_at),
        "run_id": publication.run_id,
        "list": "",
        "links": [],
        "beside": [],
        "index": [],
    }


def _index(
    watched: Iterable[tuple[str, str]], groups: Mapping[str, str], terms: Iterable[tuple[str, str]]
) -> list[list[str]]:
    """The names and paths of all drugs and events, for the search box.

    A preferred term leads to a group that holds it. Behind a drug's path stand its other names in small letters:
    brands, codes and salts.
    """
    others: dict[str, list[str]] = {}
    for words, drug in kinase_names().items():
        if words[0].lower() != drug:
            others.setdefault(drug, []).append(" ".join(words).lower())
    places = [[drug_title(drug, kind), drug_path(drug, kind), *sorted(others.get(drug, []))] for drug, kind in watched]
    places += [[line(f"{title} ({event})"), event_path(event)] for event, title in groups.items()]
    places += [[line(term), event_path(group)] for term, group in terms]
    return sorted(places)


def _rendered(pages: list[Page], about: dict[str, object]) -> dict[str, bytes]:
    """The pages as files by their paths."""
    style, script = _asset("style.css"), _asset("tables.js")
    page_template = template("signals.pages", "page.html")
    render = partial(page_template.render, about=about, style=style, script=script, policy=_policy(style, script))
    # text from outside turns nothing round and hides nothing, wherever it stands
    return {page.path: plain_lines(render(page=page)).encode() for page in pages}


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
