"""A table of a TOML file, read key by key; what is missing, mistyped or unknown is told with its key."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from signals.errors import RequestError


class Keys:
    """The keys of one table of a watchlist file. ``finish`` refuses the keys that nobody has read."""

    def __init__(self, path: Path, place: str, values: Mapping[str, Any]) -> None:
        self.path = path
        self.place = place
        self.values = values
        self._read: set[str] = set()
        self._inner: list[Keys] = []

    @property
    def name(self) -> str:
        """The last part of the table's own name."""
        return self.place.rpartition(".")[2]

    def has(self, key: str) -> bool:
        """Whether the key is there; asking does not read it."""
        return key in self.values

    def text(self, key: str, allowed: Sequence[str] = ()) -> str:
        """A text that is not blank; with ``allowed``, one of these."""
        value = self._value(key, "a text")
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "a text", value)
        if allowed and value not in allowed:
            raise self.wrong(key, f"one of {', '.join(allowed)}", value)
        return value

    def day(self, key: str) -> datetime.date:
        """A date without a time, written as TOML writes one: 2019-12-17."""
        value = self._value(key, "a date")
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.wrong(key, "a date without quotes, such as 2019-12-17", value)
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._value(key, "true or false")
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false", value)
        return value

    def number(self, key: str, above: float, at_most: float = float("inf")) -> float:
        """A number within bounds."""
        value = self._value(key, "a number")
        if isinstance(value, bool) or not isinstance(value, int | float) or not above < value <= at_most:
            limit = "" if at_most == float("inf") else f" and at most {at_most:g}"
            raise self.wrong(key, f"a number above {above:g}{limit}", value)
        return float(value)

    def whole_number(self, key: str, at_least: int) -> int:
        """A whole number of at least so much."""
        value = self._value(key, "a whole number")
        if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
            raise self.wrong(key, f"a whole number of at least {at_least}", value)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts: not empty, none of them blank, none twice in whatever capitals."""
        values = self._value(key, "a list of texts")
        if not isinstance(values, list) or not values:
            raise self.wrong(key, "a list of at least one text", values)
        if bad := [value for value in values if not isinstance(value, str) or not value or value != value.strip()]:
            raise self.wrong(key, "texts, none empty or with spaces around it", bad[0])
        lower = [value.lower() for value in values]
        if twice := [value for place, value in enumerate(values) if value.lower() in lower[:place]]:
            raise self.wrong(key, "each text once", f"{twice[0]} twice")
        return tuple(values)

    def ingredient(self, key: str) -> str:
        """One ingredient, in lower case as nibwatch writes them."""
        value = self.text(key)
        if value != value.lower().strip():
            raise self.wrong(key, "an ingredient in lower case", value)
        return value

    def ingredients(self, key: str) -> tuple[str, ...]:
        """A list of ingredients, in lower case as nibwatch writes them."""
        values = self.words(key)
        if other := [value for value in values if value != value.lower()]:
            raise self.wrong(key, "ingredients in lower case", other[0])
        return values

    def inner(self, key: str) -> "Keys":
        """An inner table."""
        return self._table(f"{self.place}.{key}" if self.place else key, key, self._value(key, "a table"))

    def inner_by_name(self, key: str) -> "list[Keys]":
        """The inner tables of an inner table, at least one, in the file's order."""
        outer = self.inner(key)
        if not outer.values:
            raise self.wrong(key, "at least one table", "none")
        return [outer.inner(name) for name in outer.values]

    def inner_list(self, key: str) -> "list[Keys]":
        """A list of tables ([[key]]), at least one."""
        values = self._value(key, "a list of tables")
        if not isinstance(values, list) or not values:
            raise self.wrong(key, "a list of at least one table", values)
        return [self._table(f"{self._full(key)}[{number}]", key, value) for number, value in enumerate(values, start=1)]

    def finish(self) -> None:
        """Refuse any key that nobody has read, here and in the inner tables."""
        if unknown := [key for key in self.values if key not in self._read]:
            raise self.wrong(unknown[0], f"one of the keys {', '.join(sorted(self._read))}", "a key that is not known")
        for inner in self._inner:
            inner.finish()

    def wrong(self, key: str, expected: str, found: object) -> RequestError:
        """The error that says what this key was expected to hold."""
        shown = found if isinstance(found, str) else repr(found)
        shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
        return RequestError(
            f"The watchlist {self.path}, key {self._full(key)}: expected {expected}, found {shown}; correct the file."
        )

    def _value(self, key: str, expected: str) -> Any:
        self._read.add(key)
        if key not in self.values:
            raise self.wrong(key, expected, "no such key")
        return self.values[key]

    def _table(self, place: str, key: str, value: object) -> "Keys":
        if not isinstance(value, dict):
            raise self.wrong(key, "a table", value)
        table = Keys(self.path, place, value)
        self._inner.append(table)
        return table

    def _full(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
