"""Times: stored in UTC, shown in NIBWATCH_TIMEZONE."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from signals.settings import settings


def now() -> datetime:
    """This moment in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def local(moment: datetime) -> datetime:
    """A moment in NIBWATCH_TIMEZONE; one without a zone is in UTC, as a TIMESTAMP of the published file is."""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(ZoneInfo(settings().timezone))


def week_of(moment: datetime) -> str:
    """The ISO week that a moment lies in, in NIBWATCH_TIMEZONE, as 2026-W48."""
    year, week, _ = local(moment).isocalendar()
    return f"{year}-W{week:02d}"


def minute(moment: datetime) -> str:
    """A moment to the minute with its zone, as 2026-11-30 06:00 JST."""
    return f"{local(moment):%Y-%m-%d %H:%M %Z}"
