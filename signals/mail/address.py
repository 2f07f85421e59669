"""Mail addresses from settings, checked before they stand in a header or go to a server."""

import unicodedata
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from signals.errors import RequestError
from signals.validation import shown_value

LONGEST = 320
"""Letters; a longer one is no address (RFC 5321 4.5.3.1) and would not fit on a header's line."""


def addresses(texts: Sequence[str], setting: str) -> tuple[Address, ...]:
    """Each text as one address in ASCII without control characters, or a RequestError that names the setting."""
    return tuple(address(text, setting) for text in texts)


def address(text: str, setting: str) -> Address:
    """One address such as `name@example.org` or `A name <name@example.org>`."""
    wrong = f"{setting} must hold mail addresses like name@example.org, and {shown_value(text)} is not one; correct it."
    if len(text) > LONGEST or any(unicodedata.category(letter)[0] == "C" for letter in text):
        raise RequestError(wrong)
    parsed = EmailMessage()
    try:
        parsed["To"] = text.strip()
    except (MessageError, ValueError, IndexError) as error:
        raise RequestError(wrong) from error
    header = parsed["To"]
    if header.defects or len(header.addresses) != 1:
        raise RequestError(wrong)
    found: Address = header.addresses[0]
    if not (found.username and found.domain and found.addr_spec.isascii()) or " " in found.addr_spec:
        raise RequestError(wrong)
    return found
