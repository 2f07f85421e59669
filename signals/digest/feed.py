"""The files beside the pages: the newest digest as a page, and the kept digests as an Atom feed."""

from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from signals.digest.dispatch import read_digest
from signals.digest.message import html_page, plain_text

PAGE = "digest.html"
FEED = "feed.atom"
ENTRIES = 20
ATOM = "http://www.w3.org/2005/Atom"


def files_beside_pages(digests: Sequence[Path], report_url: str | None = None, topic: str = "") -> dict[str, bytes]:
    """The files that belong beside the pages, by name; none where there is no digest.

    Parameters
    ----------
    digests
        Digest files (.eml), newest first.
    report_url
        Where the pages are served. Without it the feed's links are relative to where it lies.
    topic
        The watchlist, where pages of several are served.

    References
    ----------
    RFC 4287, The Atom Syndication Format.
    """
    messages = [read_digest(path) for path in digests[:ENTRIES]]
    if not messages:
        return {}
    return {PAGE: html_page(messages[0]).encode(), FEED: _feed(messages, report_url, topic)}


def _feed(messages: Sequence[EmailMessage], report_url: str | None, topic: str) -> bytes:
    base = f"{report_url.rstrip('/')}/" if report_url else ""
    feed = Element("feed", xmlns=ATOM)
    _add(feed, "title", f"nibwatch: what changed{f' in {topic}' if topic else ''}")
    # The sender's domain names the feed (RFC 4151), as it names each digest (RFC 2392): digests come and go, it stays.
    _add(feed, "id", f"tag:{_name(messages[0]).rpartition('@')[2]},2026:nibwatch{f':{topic}' if topic else ''}")
    _add(feed, "updated", _moment(messages[0]))
    SubElement(SubElement(feed, "author"), "name").text = "nibwatch"
    SubElement(feed, "link", rel="self", href=f"{base}{FEED}")
    SubElement(feed, "link", rel="alternate", href=f"{base}index.html")
    for number, message in enumerate(messages):
        entry = SubElement(feed, "entry")
        _add(entry, "title", str(message["Subject"]))
        _add(entry, "id", f"mid:{_name(message)}")
        _add(entry, "updated", _moment(message))
        SubElement(entry, "link", rel="alternate", href=f"{base}{PAGE if number == 0 else 'index.html'}")
        SubElement(entry, "content", type="text").text = _without_controls(plain_text(message))
    indent(feed)
    return tostring(feed, encoding="utf-8", xml_declaration=True)


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _without_controls(text)


def _name(message: EmailMessage) -> str:
    return str(message["Message-ID"]).strip("<>")


def _moment(message: EmailMessage) -> str:
    moment: str = message["Date"].datetime.isoformat()
    return moment


def _without_controls(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))
