"""A text as its sentences."""

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|resp|no|fig|ref|al|dr|sp|spp|ca|i\.v|i\.p|p\.o|s\.c)|\b[A-Z])\.$", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 12
"""With the letter before it, which says whether it is a word of its own."""
_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(\[]?[A-Z0-9])|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space made one space; an abbreviation's point ends none.

    >>> sentences("Mice were treated p.o. Daily doses helped. It failed in rats (e.g. Lewis).")
    ['Mice were treated p.o. Daily doses helped.', 'It failed in rats (e.g. Lewis).']
    """
    ended: list[str] = []
    words: list[str] = []
    for piece in _END.split(text):
        words += piece.split()
        if words and not _ABBREVIATION.search(" ".join(words[-3:])[-_LONGEST_ABBREVIATION:]):
            ended.append(" ".join(words))
            words = []
    return [*ended, " ".join(words)] if words else ended
