"""Mail addresses from settings, checked before they are used in a header or sent to a server."""

import re
from collections.abc import Sequence
from email.headerregistry import Address

from signals.errors import RequestError
from signals.validation import shown_value

LONGEST = 320
"""Letters; a longer one is no address (RFC 5321 4.5.3.1) and would not fit on a header's line."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LAST_LABEL = r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SPEC = rf"{_ATOM}(?:\.{_ATOM})*@(?:localhost|(?:{_LABEL}\.)+{_LAST_LABEL})"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ADDRESS = re.compile(rf'(?P<alone>{_SPEC})|(?P<name>{_QUOTED}|[^"<>@,;:\\()\[\]]*)\s*<(?P<spec>{_SPEC})>')
"""A strict part of RFC 5322: what mail systems take unquoted, so that what is mailed to is what was written."""
_BETWEEN_COMMAS = re.compile(rf"(?:{_QUOTED}|[^,])+")


def addresses(texts: Sequence[str], setting: str) -> tuple[Address, ...]:
    """Each text as one address in ASCII without control characters, or a RequestError that names the setting."""
    return tuple(address(text, setting) for text in texts)


def address(text: str, setting: str) -> Address:
    """One address such as `name@example.org` or `A name <name@example.org>`, whose spec stands literally in the text.

    A domain has a dot or is `localhost`; a quoted local part, a comment, a route or an address literal is refused.
    """
    is_candidate = len(text) <= LONGEST and text.isprintable()
    match = _ADDRESS.fullmatch(text.strip(" ")) if is_candidate else None
    if match is None:
        raise RequestError(
            f"{setting} must hold mail addresses like name@example.org, and {shown_value(text)} is not one; correct it."
        )
    name = (match["name"] or "").strip(" ")
    if name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return Address(display_name=name, addr_spec=match["alone"] or match["spec"])


def separate_addresses(text: str) -> tuple[str, ...]:
    """`a@example.org, "B, C" <b@example.org>` as its two parts, cut at the commas outside quotes, each unchecked."""
    return tuple(part for piece in _BETWEEN_COMMAS.findall(text) if (part := piece.strip(" ")))
