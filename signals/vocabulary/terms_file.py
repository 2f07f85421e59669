"""Terms of an event group from a file: a list, MedDRA's own ASCII files, or a table such as the OCMQ groups."""

import csv
from collections.abc import Iterable, Iterator
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
        The file cannot be read, lacks a term or a column of terms, or has no groups for ``of`` to choose from.
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
        fault = (
            "no term below its header" if of is None else f"no row of {of!r}: expected the name of one of its groups"
        )
        raise RequestError(f"The terms_file {path} has {fault}.")
    return terms


def _terms(path: Path, lines: list[str], of: str | None) -> Iterator[str]:
    is_meddra = "$" in lines[0]
    rows = csv.reader(lines, delimiter="\t" if "\t" in lines[0] else ",")
    header = [] if is_meddra else [name.strip().lower() for name in next(rows)]
    place = next((header.index(name) for name in TERM_COLUMNS if name in header), None)
    if place is not None:
        yield from _of_table(path, rows, place, of)
    elif len(header) > 1:
        raise RequestError(
            f"The terms_file {path} has no column of preferred terms: expected one of {', '.join(TERM_COLUMNS)}, found "
            f"{', '.join(header)}; rename the column."
        )
    elif of is not None:
        raise RequestError(
            f"The terms_file {path} has no groups: terms_of = {of!r} expects a table whose rows name one; leave it out."
        )
    elif is_meddra:
        yield from (_of_meddra(path, number, line) for number, line in enumerate(lines, start=1))
    else:
        yield from (line.strip().strip('"') for line in lines)


def _of_table(path: Path, rows: Iterable[list[str]], place: int, of: str | None) -> Iterator[str]:
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or (of is not None and of not in [*cells[:place], *cells[place + 1 :]]):
            continue
        if not cells[place : place + 1] or not cells[place]:
            raise RequestError(f"The terms_file {path} has a row without a term ({', '.join(cells)}); correct it.")
        yield cells[place]


def _of_meddra(path: Path, number: int, line: str) -> str:
    """The first field with more than a letter in it: codes are digits, flags one letter."""
    named = [field.strip() for field in line.split("$") if sum(sign.isalpha() for sign in field) > 1]
    if not named:
        raise RequestError(
            f"The terms_file {path}, line {number} names no term: expected lines as in MedDRA's pt.asc (code$name$...),"
            f" found {line[:60]!r}. An smq_content.asc holds codes alone: join it with pt.asc first."
        )
    return named[0]
