"""What a command says: sentences and blocks, as text for a terminal and as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from signals.present.block import Section
from signals.present.strict_json import json_text
from signals.present.text import section_text


@dataclass(frozen=True)
class Document:
    """The sentences and blocks that a reader is shown, in their order.

    JSON holds the rows of each block under the block's name, and beside them the `values` and the `tables`, which are
    asked for only then; values that are a sequence stand alone. Of a table that does not say how it is set, text shows
    at most `longest_table` rows.
    """

    parts: Sequence[str | Section]
    values: Mapping[str, Any] | Sequence[Any] = field(default_factory=dict)
    tables: Callable[[], Mapping[str, Any]] = dict
    longest_table: int | None = None

    @cached_property
    def text(self) -> str:
        """What a terminal shows."""
        return "\n\n".join(
            section_text(part, self.longest_table) if isinstance(part, Section) else part for part in self.parts
        )

    @cached_property
    def json(self) -> str:
        """The same unrounded, for a program."""
        if not isinstance(self.values, Mapping):
            return json_text(self.values, indent=1)
        blocks = {part.name: list(map(vars, part.answered)) for part in self.parts if isinstance(part, Section)}
        return json_text({**self.values, **blocks, **self.tables()}, indent=1)
