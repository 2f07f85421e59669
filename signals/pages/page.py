"""A page of the report."""

from dataclasses import dataclass

from signals.present.block import Section
from signals.present.numbers import line


@dataclass(frozen=True)
class Page:
    """A page: its file in the folder, its title, the first sentences and the sections."""

    path: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", line(self.title))  # a title is shown by window and task bar as it stands

    @property
    def top(self) -> str:
        """The relative path from the page to the report's own folder."""
        return "../" * self.path.count("/")
