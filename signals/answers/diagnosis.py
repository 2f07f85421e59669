"""What `nibwatch doctor` found of one thing, and all findings as a command shows them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from signals.errors import OutsideError
from signals.present.command_line import as_typed
from signals.present.document import Document
from signals.present.text import columns


@dataclass(frozen=True)
class Finding:
    """What one check found: `ok`, `note` (works, with something to know) or `WRONG`, and a sentence on it."""

    state: str
    sentence: str


def diagnosis(findings: Mapping[str, Finding]) -> Document:
    """The findings, a line each."""
    rows = [(finding.state, what, as_typed(finding.sentence)) for what, finding in findings.items()]
    return Document(
        [columns(("", "what", "finding"), rows)],
        [{"what": what, **asdict(finding)} for what, finding in findings.items()],
    )


def require_nothing_wrong(findings: Mapping[str, Finding]) -> None:
    """Raise ``OutsideError`` where anything is wrong."""
    wrong = sum(finding.state == "WRONG" for finding in findings.values())
    if wrong:
        raise OutsideError(f"{wrong} of {len(findings)} things are wrong; each line says what to do.")
