"""Weeks to write a digest of, and what a reader sees of its parts."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

from signals.digest.message import FILE_POLICY, queries_text
from tests.digest.weeks import (
    AGREEMENT,
    EARLIER,
    IMATINIB,
    NILOTINIB,
    PRIMARY_IMATINIB,
    RUN,
    STANDARD_WEEK,
    Watched,
    Week,
    part,
    quiet,
)

Mail = Callable[..., EmailMessage]


CHANGED_WEEK = Week(
    before=[
        replace(IMATINIB, a=2, expected=0.9, ror=None, ic_lower=-0.4, verdict="too few reports"),
        Watched("nilotinib"),
        PRIMARY_IMATINIB,
    ],
    note="the zip holds no THER file",
)


TREND = [
    ("imatinib", "ingredient", "cns_onset", "group", "no_ms_context", f"20{10 + number // 4}Q{1 + number % 4}", 2 + number, 1 + number / 8, 0.5 + number / 8, 1.5 + number / 8)
    for number in range(8)
]  # fmt: skip


def changed(
    change: str, reference: str, title: str | None, before: str | None, after: str | None, run: list[Any] = RUN
) -> list[object]:
    """A row of evidence.change."""
    return [run[0], run[2], change, ["imatinib"], None, reference, title, before, after, ["a reason"]]


NEWS_WEEK = Week(
    before=STANDARD_WEEK,
    trend=TREND,
    evidence=[
        changed("new paper", "PMID 1", "Seen before", None, "waits for its coder", EARLIER),
        changed("new paper", "PMID 2", "Imatinib <b>and</b> myelin", None, "waits for its coder"),
        changed("trial status", "NCT1", "Masitinib in MS", "RECRUITING", "TERMINATED"),
        changed("retraction", "PMID 3", "A paper", "none", "retracted"),
        changed("new quarter", "2099Q1", None, None, "included"),
        changed("label wording gone", "warnings", None, "optic neuritis", None),
    ],
)


SILENT_WEEK = Week(
    watch=[NILOTINIB, replace(NILOTINIB, analysis="primary"), quiet("dasatinib")], agreement=AGREEMENT[1:]
)


SYNTHETIC_RUN = [*RUN[:6], True, *RUN[7:]]


def visible(message: EmailMessage, kind: str) -> str:
    """What a reader sees of a part, its blanks drawn together."""
    body = part(message, kind)
    if kind == "html":
        body = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|title).*?</\1>", " ", body, flags=re.S)))
    return " ".join(body.split())


def queries(message: EmailMessage) -> dict[int, str]:
    """The attached queries by the number under which the digest cites them."""
    numbered = re.findall(r"^-- \[(\d+)\] [^\n]+\n(.*?);$", queries_text(message), flags=re.S | re.M)
    return {int(number): sql for number, sql in numbered}


def longest_line(message: EmailMessage) -> int:
    return max(map(len, message.as_bytes(policy=FILE_POLICY).split(b"\r\n")))


def without_our_none(text: str) -> str:
    # "None: no quarter was refused", "None of 2 drugs" and "1 null of 11" are words of ours, not values of the machine.
    return text.replace("None: no", "").replace("None of", "").replace("1 null", "")
