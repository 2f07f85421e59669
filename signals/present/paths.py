"""Paths of the pages of drugs and event groups in the report's folder, the same for pages and mail."""

import hashlib
import re
from collections.abc import Collection


def page_name(text: str) -> str:
    """A name that is safe in a path and in an address, and another for every other text."""
    plain = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:60]
    if plain and plain == text:
        return plain
    return f"{plain or 'page'}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def topic_folder(watchlist: str, held: Collection[str]) -> str:
    """The folder of a watchlist's pages, with its slash: the report's own where the publication holds one watchlist."""
    return f"{page_name(watchlist)}/" if len(held) > 1 else ""


def drug_path(drug: str, drug_kind: str) -> str:
    """The page of a watched drug."""
    prefix = "" if drug_kind == "ingredient" else f"{page_name(drug_kind)}-"
    return f"drugs/{prefix}{page_name(drug)}.html"


def event_path(event: str) -> str:
    """The page of an event group."""
    return f"events/{page_name(event)}.html"
