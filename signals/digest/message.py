"""The digest as a mail: plain and HTML parts with the same numbers, the same bytes for the same run."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote

import css_inline
import jinja2

from signals.digest.content import DigestContent, read_content
from signals.digest.layout import Page, aligned, wrapped
from signals.digest.sections import page
from signals.errors import OutsideError, RequestError

RUN_HEADER = "X-Nibwatch-Run"
LARGEST = 100_000  # bytes of a mail that clients show whole (Gmail clips at 102 kB)
TABLE_LENGTHS = (25, 12, 6, 3, 1)  # rows of the longest tables: the first that keeps the mail below LARGEST
# A subject folded at 78 characters starts on a line of its own, and readers then see a blank before it.
HEADER_POLICY = default.clone(max_line_length=240)
FILE_POLICY = HEADER_POLICY.clone(linesep="\r\n")


def compose(
    published: Path,
    *,
    sender: str,
    recipients: Sequence[str],
    refused: Sequence[str] = (),
    failed_sources: Sequence[str] = (),
) -> EmailMessage:
    """The digest of a published file, ready to be written or sent.

    Date is the time of publication and Message-ID follows from the run, so composing again gives the same
    bytes. Without recipients the mail is addressed to `undisclosed-recipients:;`. `refused` holds a sentence
    for each quarter that this run could not take. RequestError: no published file, or a bad address.
    """
    senders = _addresses([sender], "NIBWATCH_MAIL_FROM")
    receivers = _addresses(recipients, "NIBWATCH_MAIL_TO")
    content = read_content(published, refused=refused, failed_sources=failed_sources)
    for longest in TABLE_LENGTHS:
        shown = page(content, longest=longest)
        message = _with_parts(shown)
        message.policy = HEADER_POLICY
        message.set_boundary(f"=_nibwatch_{_fingerprint(content.publication.run_id)}")
        _set_headers(message, content, shown, sender=senders[0], recipients=receivers)
        if len(message.as_bytes(policy=FILE_POLICY)) < LARGEST:
            break
    return message


def plain_text(message: EmailMessage) -> str:
    """The plain part of a composed digest."""
    body = message.get_body(("plain",))
    if body is None:
        raise ValueError("the message has no plain part")
    return str(body.get_content())


def write_eml(message: EmailMessage, folder: Path) -> Path:
    """Write a composed digest as nibwatch-<week>-<run>.eml, whole or not at all (OutsideError)."""
    path = folder / _file_name(message)
    written = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".digest-", delete=False) as file:
            written = Path(file.name)
            file.write(message.as_bytes(policy=FILE_POLICY))
            file.flush()
            os.fsync(file.fileno())
        written.chmod(0o644)
        written.replace(path)
    except OSError as error:
        if written is not None:
            written.unlink(missing_ok=True)
        raise OutsideError(
            f"The digest cannot be written to {path} ({error.strerror}); free or permit it."
        ) from error
    return path


def _with_parts(shown: Page) -> EmailMessage:
    message = EmailMessage()
    message.set_content(_template("digest.txt").render(page=shown))
    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    message.add_alternative(inliner.inline(_template("digest.html").render(page=shown)), subtype="html")
    return message


def _set_headers(
    message: EmailMessage,
    content: DigestContent,
    shown: Page,
    *,
    sender: Address,
    recipients: Sequence[Address],
) -> None:
    run_id = content.publication.run_id
    message["Subject"] = shown.subject
    message["From"] = sender
    message["To"] = recipients or "undisclosed-recipients:;"
    message["Date"] = format_datetime(content.publication.published_at)
    message["Message-ID"] = f"<digest.{_fingerprint(run_id)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<mailto:{quote(sender.addr_spec, safe='@')}?subject=unsubscribe>"
    message[RUN_HEADER] = _slug(run_id)


def _addresses(texts: Sequence[str], setting: str) -> tuple[Address, ...]:
    """Each text as one address in ASCII without control characters, or a RequestError that names it."""
    return tuple(_address(text, setting) for text in texts)


def _address(text: str, setting: str) -> Address:
    wrong = f"{setting} must hold mail addresses like name@example.org, and {text!r} is not one; correct it."
    if any(unicodedata.category(letter)[0] == "C" for letter in text):
        raise RequestError(wrong)
    parsed = EmailMessage()
    try:
        parsed["To"] = text.strip()
    except (MessageError, ValueError, IndexError) as error:
        raise RequestError(wrong) from error
    header = parsed["To"]
    if header.defects or len(header.addresses) != 1:
        raise RequestError(wrong)
    address: Address = header.addresses[0]
    if not (address.username and address.domain and address.addr_spec.isascii()) or " " in address.addr_spec:
        raise RequestError(wrong)
    return address


def _fingerprint(run_id: str) -> str:
    return hashlib.sha256(run_id.encode()).hexdigest()[:32]


def _slug(run_id: str) -> str:
    """The run's id as it may stand in a file name and a header; made distinct when letters had to go."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", run_id).strip(".-")[:60]
    return slug if slug == run_id else f"{slug}-{_fingerprint(run_id)[:8]}".strip("-")


def _file_name(message: EmailMessage) -> str:
    year, week, _ = message["Date"].datetime.isocalendar()
    return f"nibwatch-{year}-W{week:02d}-{message[RUN_HEADER]}.eml"


@lru_cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("signals.digest"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"aligned": aligned, "wrapped": wrapped}
    return environment.get_template(name)
