"""The digest as a mail: plain and HTML parts with the same numbers, the same bytes for the same run."""

import base64
import hashlib
import os
import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

import css_inline
from markupsafe import escape

from signals.clock import local, week_of
from signals.digest.content import DigestContent, read_content
from signals.digest.options import DigestOptions
from signals.digest.sections import DigestPage, digest_page
from signals.errors import OutsideError
from signals.files import atomic_path, make_folder
from signals.mail.address import addresses
from signals.present.html import template
from signals.present.svg import THEMES, picture

RUN_HEADER = "X-Nibwatch-Run"
WATCHLIST_HEADER = "X-Nibwatch-Watchlist"
LARGEST = 100_000  # bytes of a mail that clients show whole (Gmail clips at 102 kB)
LONGEST_LINE = 998  # octets (RFC 5322 2.1.1); servers cut or refuse longer ones
MOST_WORDS = 900  # of the plain part, numbers included
TABLE_LENGTHS = (*((rows, 8) for rows in range(8, 0, -1)), *((1, rows) for rows in range(7, 0, -1)))
"""Rows of a table, and of what is new or stands: the first that keep the mail below MOST_WORDS, with pictures or, where
these make it larger than LARGEST, without."""
ATTACHED = "queries.sql"
# A subject folded at 78 characters starts on a line of its own, and readers then see a blank before it.
HEADER_POLICY = default.clone(max_line_length=240)
FILE_POLICY = HEADER_POLICY.clone(linesep="\r\n")


def compose(
    published: Path, *, sender: str, recipients: Sequence[str], options: DigestOptions | None = None
) -> EmailMessage:
    """The digest of a published file, ready to be written or sent.

    Date is the options's moment (else the time of publication) and Message-ID follows from run and week, so composing
    the same options again gives the same bytes. Without recipients the mail is addressed to
    `undisclosed-recipients:;`. RequestError: no published file, or a bad address.
    """
    senders = addresses([sender], "NIBWATCH_MAIL_FROM")
    receivers = addresses(recipients, "NIBWATCH_MAIL_TO")
    content = read_content(published, options)
    for longest, longest_standing in TABLE_LENGTHS:
        for has_pictures in (True, False):
            page = digest_page(content, longest=longest, longest_standing=longest_standing, has_pictures=has_pictures)
            message = _with_parts(page, boundary=f"=_nibwatch_{_fingerprint(content.publication.run_id)}")
            message.policy = HEADER_POLICY
            _set_headers(message, content, page, sender=senders[0], recipients=receivers)
            is_short = word_count(plain_text(message)) <= MOST_WORDS  # with pictures and without
            is_small = len(message.as_bytes(policy=FILE_POLICY)) < LARGEST
            if is_small or not is_short:
                break
        if is_small and is_short:
            break
    return message


def plain_text(message: EmailMessage) -> str:
    """The plain part of a composed digest."""
    body = message.get_body(("plain",))
    if body is None:
        raise ValueError("the message has no plain part")
    return str(body.get_content())


def word_count(text: str) -> int:
    """The words and numbers of a text; what has neither letter nor digit, such as a rule of a table, is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def queries_text(message: EmailMessage) -> str:
    """The queries attached to a composed digest, each below its number and title."""
    for attached in message.iter_attachments():
        if attached.get_filename() == ATTACHED:
            return bytes(attached.get_content()).decode()
    raise ValueError(f"the message has no attachment {ATTACHED}")


def html_page(message: EmailMessage) -> str:
    """The HTML part of a composed digest as a page beside the others: pictures and queries in it, links relative."""
    body = message.get_body(("html",))
    if body is None:
        raise ValueError("the message has no HTML part")
    page = str(body.get_content())
    for part in message.walk():
        if part.get_content_type() == "image/png":
            picture = base64.b64encode(bytes(part.get_content())).decode()
            page = page.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:image/png;base64,{picture}")
    numbered = re.findall(
        r"^-- \[(\d+)\] ([^\n]*)\n(.*?)(?=\n-- \[|\Z)", queries_text(message), flags=re.DOTALL | re.MULTILINE
    )
    listed = "".join(
        f'<p id="query-{number}">[{number}] {escape(title)}</p><pre>{escape(sql.strip())}</pre>'
        for number, title, sql in numbered
    )
    # In text only: a number in brackets within a tag is none of ours.
    page = re.sub(r"\[(\d+)\](?![^<]*>)", r'<a href="#query-\1">[\1]</a>', page.replace("data-page=", "href="))
    return page.replace("</main>", f"<details><summary>{ATTACHED}</summary>{listed}</details></main>")


def write_eml(message: EmailMessage, folder: Path) -> Path:
    """Write a composed digest as nibwatch-<watchlist>-<week>-<run>.eml, whole or not at all (OutsideError)."""
    path = folder / file_name(message[RUN_HEADER], message["Date"].datetime, message[WATCHLIST_HEADER])
    try:
        make_folder(folder)
        with atomic_path(path, suffix=f"{os.getpid()}.tmp") as temporary:
            temporary.write_bytes(message.as_bytes(policy=FILE_POLICY))
    except OSError as error:
        raise OutsideError(f"The digest cannot be written to {path} ({error.strerror}); free or permit it.") from error
    return path


def _with_parts(page: DigestPage, *, boundary: str) -> EmailMessage:
    """Plain text, and HTML with its pictures inside: nothing is fetched from elsewhere."""
    message = EmailMessage()
    message.set_content(template("signals.digest", "digest.txt").render(page=page))
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
    markup = inliner.inline(template("signals.digest", "digest.html").render(page=page))
    # References instead of letters beyond ASCII: sent as it stands, where quoting each = would cost a tenth more.
    letters = markup.encode("ascii", "xmlcharrefreplace")
    is_short = max(map(len, letters.splitlines()), default=0) <= LONGEST_LINE
    message.add_alternative(letters.decode(), subtype="html", cte="7bit" if is_short else "quoted-printable")
    message.set_boundary(boundary)
    if page.figures:
        html_part = message.get_body(("html",))
        assert html_part is not None
        for figure in page.figures:
            for theme in THEMES:
                named = f"{figure.name}-{theme}"
                html_part.add_related(
                    picture(figure.svg, theme), "image", "png", cid=f"<{named}@nibwatch>", filename=f"{named}.png",
                    disposition="inline",
                )  # fmt: skip
        html_part.set_boundary(f"{boundary}_related")
    if page.queries:
        message.add_attachment(_queries(page).encode(), "application", "sql", filename=ATTACHED)
        message.set_boundary(f"{boundary}_mixed")
    return message


def _queries(page: DigestPage) -> str:
    """The queries as a file that DuckDB runs, each below the number under which the digest cites it."""
    return "\n".join(f"-- [{number}] {query.title}\n{query.text};\n" for number, query in page.queries)


def _set_headers(
    message: EmailMessage, content: DigestContent, page: DigestPage, *, sender: Address, recipients: Sequence[Address]
) -> None:
    run_id = content.publication.run_id
    message["Subject"] = page.subject
    message["From"] = sender
    message["To"] = recipients or "undisclosed-recipients:;"
    message["Date"] = format_datetime(local(content.as_of))
    message["Message-ID"] = message_id(run_id, content.week, content.topic.watchlist, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<mailto:{quote(sender.addr_spec, safe='@')}?subject=unsubscribe>"
    message[RUN_HEADER] = safe_name(run_id)
    message[WATCHLIST_HEADER] = safe_name(content.topic.watchlist)


def message_id(run_id: str, week: str, watchlist: str, sender: Address) -> str:
    """Names a digest: a watchlist of one publication in one week. A copy sent again has the same identifier."""
    return f"<digest.{_fingerprint(f'{run_id} {week} {watchlist}')}@{sender.domain}>"


def _fingerprint(run_id: str) -> str:
    return hashlib.sha256(run_id.encode()).hexdigest()[:32]


def safe_name(text: str) -> str:
    """A run's id, or a watchlist, in the characters of file names and headers; distinct where characters went."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip(".-")[:60]
    return slug if slug == text else f"{slug}-{_fingerprint(text)[:8]}".strip("-")


def file_name(run_id: str, moment: datetime, watchlist: str) -> str:
    """The file of a digest: its watchlist, its week and its run."""
    return f"nibwatch-{safe_name(watchlist)}-{week_of(moment)}-{safe_name(run_id)}.eml"


def named_by(path: Path) -> tuple[str | None, str]:
    """The watchlist and the run that a digest's file is named by (``safe_name``); in 0.1.0 the run alone."""
    named = re.fullmatch(r"nibwatch-(?:(.+)-)?\d{4}-W\d\d-(.+)", path.stem)
    return (named[1], named[2]) if named else (None, path.stem)
