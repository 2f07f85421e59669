"""What was sent to whom: an append-only file in the data directory, each line on the disk before the next step.

A line is written before a message goes out (`handing over`) and after the server's answer. A process that dies in
between leaves `handing over` as the last state: nobody can know whether that message arrived, so it is not sent again.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from signals.errors import OutsideError
from signals.files import make_folder, sync

FILE_NAME = "sent.jsonl"
HANDING_OVER, SENT, REFUSED, LATER = "handing over", "sent", "refused", "later"


@dataclass(frozen=True)
class Entry:
    """What became of a message for a recipient. `kind` is digest or failure; `watchlist`: of a digest."""

    at: str
    message_id: str
    recipient: str
    state: str
    kind: str = "digest"
    run_id: str = ""
    reply: str = ""
    watchlist: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


class SentLedger:
    """The file of entries, read when asked and only ever appended to. Use it while holding the data directory.

    main: the watchlist of lines that name none, which were written when there was one.
    """

    def __init__(self, path: Path, main: str = "") -> None:
        self.path, self.main = path, main

    def entries(self) -> list[Entry]:
        """Every complete line, oldest first; a last line that was cut short by a crash is ignored."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        whole, _, _ = text.rpartition("\n")
        names = {field.name for field in fields(Entry)}
        try:
            rows = [json.loads(line) for line in whole.split("\n") if line]
            rows = [{name: value for name, value in row.items() if name in names} for row in rows]
            return [Entry(**{"watchlist": self.main, **row}) for row in rows]
        except (ValueError, TypeError, AttributeError) as error:
            raise OutsideError(
                f"{self.path}, which remembers what was sent, is not what nibwatch wrote ({error}); restore it, or"
                " move it away (then every recipient may get the current digest once more)."
            ) from error

    def add(self, entry: Entry) -> None:
        """Append one entry and wait until it is on the disk."""
        try:
            make_folder(self.path.parent)
            self._cut_unfinished_line()
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            sync(self.path)
            sync(self.path.parent)  # its first line makes it
        except OSError as error:
            raise OutsideError(
                f"{self.path} cannot be written ({error.strerror}); nothing more is sent without it."
            ) from error

    def states(self, message_id: str) -> dict[str, Entry]:
        """The last state of each recipient of a message, by address in lower case."""
        return {entry.recipient.lower(): entry for entry in self.entries() if entry.message_id == message_id}

    def last_digests(self, *, before: str = "") -> dict[str, Entry]:
        """The first acceptance of the digest sent last of each watchlist, leaving out the message `before`."""
        accepted: dict[str, Entry] = {}
        for entry in self.entries():
            if entry.state == SENT and entry.kind == "digest" and entry.message_id != before:
                accepted.setdefault(entry.message_id, entry)
        return {entry.watchlist: entry for entry in accepted.values()}

    def _cut_unfinished_line(self) -> None:
        """Remove what a crash left of a line, so that the next one starts on a line of its own."""
        if not self.path.exists():
            return
        with self.path.open("r+b") as file:
            content = file.read()
            if content and not content.endswith(b"\n"):
                file.truncate(content.rfind(b"\n") + 1)
