"""The options of a digest: its week, what it is compared with, and where its links lead."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Failures:
    """What failed in this run: a sentence for each refused quarter, and one on literature sources that failed."""

    refused: tuple[str, ...] = ()
    failed_sources: tuple[str, ...] = ()

    @property
    def set_aside(self) -> tuple[str, ...]:
        """The quarters of `refused` that a user set aside with `nibwatch ingest --drop`."""
        parted = (line.partition(": ") for line in self.refused)
        return tuple(quarter for quarter, _, reason in parted if reason.startswith("Set aside by"))

    @property
    def not_taken(self) -> tuple[str, ...]:
        """The other quarters of `refused`, each with anything that its line says before the first colon."""
        quarters = (line.partition(":")[0] for line in self.refused)
        return tuple(quarter for quarter in quarters if quarter not in self.set_aside)


@dataclass(frozen=True)
class LastSent:
    """The digest that was sent last: the publication it was about, when it went out, and what it lacked."""

    run_id: str
    sent_at: datetime
    failures: Failures = Failures()


@dataclass(frozen=True)
class DigestOptions:
    """What a digest needs to know beside the published file.

    as_of: when it is composed (None: the time of publication). last_sent: None where none was ever sent.
    report_url: where the pages are. watchlist: whose digest it is (None: the main one's).
    """

    as_of: datetime | None = None
    last_sent: LastSent | None = None
    failures: Failures = Failures()
    report_url: str | None = None
    watchlist: str | None = None
