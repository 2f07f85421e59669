"""A text as its sentences."""

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|resp|no|fig|ref|al|dr|sp|spp|ca|i\.v|i\.p|p\.o|s\.c)|\b[A-Z])\.$", re.IGNORECASE
)
_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(\[]?[A-Z0-9])|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space made one space; an abbreviation's point ends none.

    >>> sentences("Mice were treated p.o. Daily doses helped. It failed in rats (e.g. Lewis).")
    ['Mice were treated p.o. Daily doses helped.', 'It failed in rats (e.g. Lewis).']
    """
    found: list[str] = []
    carried = ""
    for piece in _END.split(text):
        if not piece or not piece.strip():
            continue
        carried = f"{carried} {piece}".strip()
        if _ABBREVIATION.search(carried):
            continue
        found.append(" ".join(carried.split()))
        carried = ""
    return [*found, " ".join(carried.split())] if carried else found
