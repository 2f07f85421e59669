"""A zip that a source has."""

from dataclasses import dataclass

from signals.quarter import Quarter
from signals.sources.faers.exports import Published

_UNKNOWN = Published()


@dataclass(frozen=True)
class Offer:
    """A zip that a source has.

    location: its URL, or its absolute path when `is_local`; published: what the source said about it.
    trouble: empty, or why the source could not be asked although it must, or may, have the quarter; `fetch`
    then tries location and other_locations (the other spellings) until one answers.
    """

    quarter: Quarter
    name: str
    location: str
    published: Published = _UNKNOWN
    is_local: bool = False
    trouble: str = ""
    other_locations: tuple[str, ...] = ()

    @property
    def size(self) -> int | None:
        """Bytes; None where the source did not say."""
        return self.published.size

    @property
    def locations(self) -> tuple[str, ...]:
        return (self.location, *self.other_locations)
