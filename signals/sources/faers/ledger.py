"""The ledger `raw/ledger.json`: what was fetched, from where and when, one entry a quarter.

The file is replaced whole on every change, so a reader or a crash sees either the old state or the new one.
Fetching runs in threads of one process (the data directory's lock keeps other processes out), so one lock
here makes read-change-write safe whichever `Ledger` object a thread holds.
"""

import json
import threading
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from signals.errors import OutsideError, RequestError
from signals.files import disk_errors, write_atomically
from signals.quarter import Quarter
from signals.sources.faers.zip_name import quarter_of_zip, zip_name

_FORMAT = 1
_EMPTY = b'{"format": 1, "quarters": []}'
_CHANGING = threading.RLock()


@dataclass(frozen=True)
class Entry:
    """One quarter's zip as it was fetched.

    location: where it came from, a URL or the absolute path of a file that is read in place;
    size in bytes; sha256 in hex; mtime_ns of the file that was hashed; etag and last_modified as the server
    gave them; tail_sha256 of the zip's last bytes (None: not known); fetched_at in UTC, ISO 8601; is_pruned: the
    copy in raw/ was removed on purpose after loading.
    """

    quarter: str
    name: str
    location: str
    sha256: str
    size: int
    mtime_ns: int
    etag: str | None
    last_modified: str | None
    fetched_at: str
    is_pruned: bool = False
    tail_sha256: str | None = None


class Ledger:
    """The entries of one `ledger.json`; a file that is not there yet is an empty ledger."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> dict[Quarter, Entry]:
        """All entries in order of quarter.

        Raises
        ------
        OutsideError
            The file is not a ledger, or cannot be read; it is never reset.
        """
        with disk_errors(self.path):
            text = self._bytes()
        try:
            content = json.loads(text)
            if content["format"] != _FORMAT:
                raise ValueError(f"its format is {content['format']!r}, this program knows {_FORMAT}")
            entries = [_entry(fields_) for fields_ in content["quarters"]]
        except (ValueError, KeyError, TypeError, RequestError) as error:
            raise OutsideError(
                f"The ledger of fetched quarters {self.path} cannot be read ({error}): put back a copy, or "
                "delete it, and every quarter is fetched again."
            ) from error
        return {Quarter.parse(entry.quarter): entry for entry in sorted(entries, key=lambda entry: entry.quarter)}

    def entry(self, quarter: Quarter) -> Entry | None:
        return self.entries().get(quarter)

    def record(self, entry: Entry) -> None:
        """Put the entry in place of its quarter's earlier one; on disk when this returns."""
        with _CHANGING:
            self._write(self.entries() | {Quarter.parse(entry.quarter): entry})

    def forget(self, quarter: Quarter) -> None:
        """Take the quarter out; it then counts as never fetched."""
        with _CHANGING:
            kept = self.entries()
            if kept.pop(quarter, None):
                self._write(kept)

    def quarters_from(self, location: str) -> set[Quarter]:
        """The quarters that were once fetched from this URL or folder, so that it should have them."""
        prefix = location.rstrip("/") + "/"
        return {quarter for quarter, entry in self.entries().items() if entry.location.startswith(prefix)}

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return _EMPTY

    def _write(self, entries: dict[Quarter, Entry]) -> None:
        content = {"format": _FORMAT, "quarters": [asdict(entries[quarter]) for quarter in sorted(entries)]}
        with disk_errors(self.path):
            write_atomically(self.path, json.dumps(content, indent=1).encode())


def prune_raw(raw: Path, keep: int | None, loaded: Collection[Quarter], ledger: Ledger) -> list[Path]:
    """Remove zips from `raw` that the lake no longer needs.

    The ledger remembers a pruned quarter as fetched, so it is not fetched again until FDA changes it.
    Files that do not have our name for a quarter are left alone.

    Parameters
    ----------
    keep
        How many of the newest zips stay; None: all of them.
    loaded
        The quarters that the lake holds; the zips of others stay.

    Returns
    -------
    The paths of what was removed.

    Raises
    ------
    ValueError
        `keep` is negative.
    """
    if keep is None or not raw.is_dir():
        return []
    if keep < 0:
        raise ValueError(f"keep counts zips, found {keep}")
    held = {
        quarter: path
        for path in raw.iterdir()
        if (quarter := quarter_of_zip(path.name)) and path.name == zip_name(quarter)
    }
    newest_first = sorted(held, reverse=True)
    leaving = sorted(quarter for quarter in newest_first[keep:] if quarter in loaded)
    for quarter in leaving:
        # Marked first: killed in between, the file is merely pruned next time, never fetched again.
        entry = ledger.entry(quarter)
        if entry:
            ledger.record(replace(entry, is_pruned=True))
        with disk_errors(held[quarter]):
            held[quarter].unlink()
    return [held[quarter] for quarter in leaving]


_TYPES: dict[str, Any] = get_type_hints(Entry)
_REQUIRED = {field.name for field in fields(Entry) if field.name != "tail_sha256"}  # new in version 0.2


def _entry(content: Any) -> Entry:
    if not isinstance(content, dict) or set(content) - {"tail_sha256"} != _REQUIRED:
        raise ValueError(f"expected an entry with {', '.join(sorted(_REQUIRED))}, found {content!r:.200}")
    wrong = [name for name, value in content.items() if not isinstance(value, _TYPES[name])]
    if wrong:
        raise ValueError(f"{', '.join(wrong)} of the entry {content['quarter']!r} has the wrong type")
    Quarter.parse(content["quarter"])
    return Entry(**content)
