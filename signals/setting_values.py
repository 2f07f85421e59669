"""The kinds of values that settings hold, each with what is expected of it."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_settings import NoDecode

from signals.errors import RequestError
from signals.mail.address import address, addresses, separate_addresses
from signals.validation import expecting, is_host, may_hold_a_secret, public_url, wrong


def is_source(text: str) -> str:
    """A folder, which need not be there yet, or a URL without anything secret in it."""
    scheme, separator, _ = text.partition("://")
    if (separator and scheme.lower() != "file") or may_hold_a_secret(text):
        return public_url(text, "https", "http")
    return text


def _is_host(text: str) -> str:
    if not is_host(text):
        raise ValueError("expected a host's name or address alone, such as mail.example.org")
    return text


def _is_address(text: str) -> str:
    try:
        address(text, "")
    except RequestError as error:
        raise wrong("a mail address such as name@example.org", text) from error
    return text


def _is_file(path: Path) -> Path:
    if not path.expanduser().is_file():
        raise wrong("the path of a file that is there", str(path))
    return path


def is_no_file(path: Path) -> Path:
    """The path of a folder, which need not be there yet."""
    if path.expanduser().is_file():
        raise wrong("a folder, which need not be there yet", str(path))
    return path


def split_addresses(value: object) -> object:
    """`a@x, "B, C" <b@x>` as two addresses; a list of a TOML file as it stands."""
    if not isinstance(value, str):
        return value
    if any(letter in value for letter in "\r\n"):
        raise wrong("mail addresses on one line, separated by commas", value)
    parts = separate_addresses(value)
    try:
        addresses(parts, "")
    except RequestError as error:
        raise wrong("mail addresses such as name@example.org, separated by commas", value) from error
    return parts


def split_by_watchlist(value: object) -> object:
    """`a: x@x, y@x; b: z@x` as two watchlists with their addresses; a table of a TOML file as it stands."""
    if not isinstance(value, str):
        return value
    parts = [part.partition(":") for part in value.split(";") if part.strip()]
    if any(not separator for _, separator, _ in parts):
        raise wrong("watchlists with their addresses, as in `name: a@x.org, b@x.org; other: c@x.org`", value)
    return {name.strip(): split_addresses(listed) for name, _, listed in parts}


MailAddress = Annotated[str, AfterValidator(_is_address)]
MailAddresses = Annotated[tuple[MailAddress, ...], NoDecode, BeforeValidator(split_addresses)]
MailAddressesByWatchlist = Annotated[dict[str, MailAddresses], NoDecode, BeforeValidator(split_by_watchlist)]
HostName = Annotated[str, AfterValidator(_is_host)]
File = Annotated[Path, AfterValidator(_is_file)]
Count = Annotated[int, Field(ge=0), expecting("a whole number of at least 0")]
AtLeastOne = Annotated[int, Field(ge=1), expecting("a whole number of at least 1")]
Port = Annotated[int, Field(ge=1, le=65535), expecting("a port from 1 to 65535")]
Memory = Annotated[
    str, StringConstraints(pattern=r"^\d+(\.\d+)?\s*[KMGT]i?B$"), expecting("a size such as 1.8GB or 900 MiB")
]
SchedulerAddress = Annotated[str, AfterValidator(lambda text: public_url(text, "tcp", "tls", "ws", "wss"))]
WebAddress = Annotated[str, AfterValidator(lambda text: public_url(text, "https", "http"))]
