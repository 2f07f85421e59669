"""Terms of an event group from a file: a list, MedDRA's own ASCII files, or a table such as the OCMQ groups."""

import csv
from collections.abc import Iterator
from pathlib import Path

from signals.errors import RequestError

TERM_COLUMNS = ("pt", "pt_name", "preferred term", "preferred_term", "preferred term (pt)", "event_pt", "term")
"""What the column of preferred terms may be called, whatever the letter case."""


def read_terms(path: Path, of: str | None = None) -> tuple[str, ...]:
    """The preferred terms of a file, each once, in the file's order.

    Parameters
    ----------
    path
        One term a line; or lines of MedDRA's ASCII files, whose fields a ``$`` ends, each of which names a term
        (pt.asc, or smq_content.asc joined with it); or a CSV or tab-separated table with a column of ``TERM_COLUMNS``.
    of
        Only the rows of a table in which some other cell is this: the name of a group.

    Raises
    ------
    RequestError
        The file cannot be read, names no term, or has no column of terms.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RequestError(f"The terms_file {path} cannot be read ({error.strerror}); give a file that can.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"The terms_file {path} is not text in UTF-8 ({error}); save it as UTF-8.") from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise RequestError(f"The terms_file {path} is empty: expected a preferred term a line, or a table of them.")
    terms = tuple(dict.fromkeys(_terms(path, lines, of)))
    if not terms:
        raise RequestError(f"The terms_file {path} has no row of {of!r}: expected the name of one of its groups.")
    return terms


def _terms(path: Path, lines: list[str], of: str | None) -> Iterator[str]:
    if "$" in lines[0]:
        yield from (_of_meddra(path, number, line) for number, line in enumerate(lines, start=1))
        return
    delimiter = "\t" if "\t" in lines[0] else ","
    header = [name.strip().lower() for name in next(csv.reader(lines[:1], delimiter=delimiter))]
    place = next((header.index(name) for name in TERM_COLUMNS if name in header), None)
    if place is None and len(header) > 1:
        raise RequestError(
            f"The terms_file {path} has no column of preferred terms: expected one of {', '.join(TERM_COLUMNS)}, found "
            f"{', '.join(header)}; rename the column."
        )
    if place is None:
        yield from (line.strip().strip('"') for line in lines)
        return
    for row in csv.reader(lines[1:], delimiter=delimiter):
        others = [cell.strip() for number, cell in enumerate(row) if number != place]
        if len(row) > place and row[place].strip() and (of is None or of in others):
            yield row[place].strip()


def _of_meddra(path: Path, number: int, line: str) -> str:
    """The first field with more than a letter in it: codes are digits, flags one letter."""
    named = [field.strip() for field in line.split("$") if sum(sign.isalpha() for sign in field) > 1]
    if not named:
        raise RequestError(
            f"The terms_file {path}, line {number} names no term: expected lines as in MedDRA's pt.asc (code$name$...),"
            f" found {line[:60]!r}. An smq_content.asc holds codes alone: join it with pt.asc first."
        )
    return named[0]
