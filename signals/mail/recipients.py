"""Who gets the digest, before anything is sent."""

from collections.abc import Iterable

from signals.errors import RequestError
from signals.mail.address import address, addresses
from signals.settings import Settings
from signals.validation import did_you_mean


def require_mail(configured: Settings) -> None:
    """A RequestError where there is no mail server, no recipient, or an address that is none."""
    missing = [
        name
        for name, value in (("NIBWATCH_SMTP_HOST", configured.smtp_host), ("NIBWATCH_MAIL_TO", configured.readers))
        if not value
    ]
    if missing:
        raise RequestError(
            f"Nothing can be sent: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set (in the"
            " environment or in nibwatch.toml); --dry-run writes the .eml without sending."
        )
    address(configured.mail_from, "NIBWATCH_MAIL_FROM")
    addresses(configured.readers, "NIBWATCH_MAIL_TO")


def require_known_topics(configured: Settings, published: Iterable[str]) -> None:
    """A RequestError where readers are set for a watchlist that is not published, or about to be, nor in the settings.

    The digest that they wait for would go to those of NIBWATCH_MAIL_TO.
    """
    names = list(dict.fromkeys([*published, *configured.watchlist_names]))
    if unknown := [name for name in configured.mail_to_by_watchlist if name not in names]:
        raise RequestError(
            f"mail_to_by_watchlist names {unknown[0]!r}{did_you_mean(unknown[0], names)}, which is no watchlist of this"
            f" publication or of the settings ({', '.join(names)}); correct the name, or add it to watchlists."
        )


def describe_recipients(configured: Settings, watchlist: str) -> str:
    """Who the settings say gets the digest of a watchlist, in a sentence."""
    if not (recipients := configured.recipients(watchlist)):
        return "Nothing was sent. Nobody would get it: NIBWATCH_MAIL_TO is empty."
    through = f"through {configured.smtp_host}" if configured.smtp_host else "once NIBWATCH_SMTP_HOST is set"
    return f"Nothing was sent. It would go to {', '.join(recipients)} {through}."
