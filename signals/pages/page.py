"""A page of the report."""

from dataclasses import dataclass

from signals.present.blocks import Section


@dataclass(frozen=True)
class Page:
    """A page: its file in the folder, its title, the first sentences and the sections."""

    path: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def top(self) -> str:
        """The way from the page to the report's own folder."""
        return "../" * self.path.count("/")
