"""The options of a digest: its week, what it is compared with, and where its links lead."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Failures:
    """What failed in this run: a sentence for each refused quarter and for each literature source that failed."""

    refused: tuple[str, ...] = ()
    failed_sources: tuple[str, ...] = ()


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
    report_url: where the pages are.
    """

    as_of: datetime | None = None
    last_sent: LastSent | None = None
    failures: Failures = Failures()
    report_url: str | None = None
