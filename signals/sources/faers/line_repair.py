"""Repair of the few lines that are not regular, where only one reading is possible; the others are rejected.

Known faults of FDA's files (open-altio, tgedr, pharmawatch): a line feed inside a field, two or three
records run together on one line, a `$` inside MFR_NUM, a stray carriage return, bytes that are not UTF-8.
A repaired row is checked against what its columns may hold; a line that fits no reading is kept whole as
rejected, never dropped or cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signals.sources.faers.layout import ALLOWED_VALUES, Header
from signals.sources.faers.line_scan import Line, Style, is_utf8

MAX_RECORDS_ON_A_LINE = 20
_KEY = re.compile(r"\d{6,}")
_LEADING_NUMBER = re.compile(rb"\s*(\d+)\s*(?:\$|$)")


@dataclass(frozen=True)
class Rejected:
    """A line that did not load, where it stood and why."""

    number: int
    reason: str
    text: str


@dataclass(frozen=True)
class Repaired:
    """The rows of a run of suspect lines; lines + split - joined = rows + rejected."""

    rows: tuple[tuple[str, ...], ...]
    rejected: tuple[Rejected, ...]
    lines_joined: int
    lines_split: int
    rows_repaired: int


def repair(run: Sequence[Line], header: Header, style: Style) -> Repaired:
    """Read a run of lines that follow one another in a file.

    Values are kept verbatim, with any carriage return or line feed that stood inside them.
    """
    rows: list[tuple[str, ...]] = []
    rejected: list[Rejected] = []
    joined = split = repaired = index = 0
    while index < len(run):
        content, line_count = _record_at(run, index, header, style)
        found, is_repaired = _rows_of(content, line_count, header, style)
        if found:
            rows += found
            joined += line_count - 1
            split += len(found) - 1
            repaired += len(found) if is_repaired else 0
        else:
            rejected.append(_reject(run[index], header))
        index += line_count if found else 1
    return Repaired(tuple(rows), tuple(rejected), joined, split, repaired)


def _reject(line: Line, header: Header) -> Rejected:
    text = _decode(line.content)
    dollars = text.count("$")
    if not text.strip():
        reason = "empty line"
    elif dollars < header.width - 1:
        reason = "too few fields"
    elif dollars > header.width - 1:
        reason = "too many fields"
    else:
        reason = "does not begin with a number"
    return Rejected(line.number, reason, text)


def _decode(content: bytes) -> str:
    return content.decode("utf-8" if is_utf8(content) else "latin-1")


# Lines that belong together


def _record_at(run: Sequence[Line], index: int, header: Header, style: Style) -> tuple[bytes, int]:
    """The record that begins at this line, and its lines: this one alone, or with those that complete it."""
    line = run[index]
    stop = _stop_of_record(run, index, header, style)
    pieces = run[index:stop]
    content = b"".join(piece.content + piece.ending for piece in pieces[:-1]) + pieces[-1].content
    if len(pieces) > 1 and not any(_fits(row, header) for row in _whole_rows(_decode(content), header, style)):
        return line.content, 1
    return content, len(pieces)


def _stop_of_record(run: Sequence[Line], index: int, header: Header, style: Style) -> int:
    """One past the last line of the record; a line that begins like a record is never taken into another."""
    width = header.width
    dollars = run[index].content.count(b"$")
    key_digits = min(6, _leading_digits(run[index]))
    if dollars >= width or not key_digits:
        return index + 1
    is_whole = dollars == width - 1
    stop = index + 1
    for next_index in range(index + 1, len(run)):
        piece = run[next_index]
        dollars += piece.content.count(b"$")
        if dollars > width or (b"$" in piece.content and _leading_digits(piece) >= key_digits):
            break
        is_trailed = dollars == width and piece.content.endswith(b"$")
        if is_whole and not _continues(run[next_index - 1], piece, style, is_trailed=is_trailed):
            break
        if is_trailed or dollars == width - 1:
            stop, is_whole = next_index + 1, True
    return stop


def _leading_digits(line: Line) -> int:
    """How many digits the line's first field has; 0 where it is no number."""
    match = _LEADING_NUMBER.match(line.content)
    return len(match[1]) if match else 0


def _continues(before: Line, piece: Line, style: Style, *, is_trailed: bool) -> bool:
    """Is this the rest of the last field of a record that could also have ended?

    Yes where the `$` that ends this file's records comes only now, or where a bare line feed stands in a
    file whose records end with CRLF. Without such a sign it is a line of its own.
    """
    if style.has_trailing:
        return is_trailed
    return style.is_crlf and before.ending == b"\n" and bool(piece.content) and piece.ending != b"\n"


# Fields of one record


def _rows_of(content: bytes, line_count: int, header: Header, style: Style) -> tuple[list[tuple[str, ...]], bool]:
    """The rows of a record, and whether it was repaired; none where no reading fits."""
    text = _decode(content)
    dollars = text.count("$")
    is_plain = dollars == header.width - 1
    is_trailed = dollars == header.width and text.endswith("$")
    if line_count == 1 and (is_plain or (is_trailed and style.has_trailing)):
        fields = tuple(text.split("$"))[: header.width]
        is_repaired = "\r" in text or not is_utf8(content)
        return ([fields] if fields[0].strip().isdecimal() else []), is_repaired
    rows = _run_on_rows(text.split("$"), header)
    if not rows:
        rows = [row for row in _whole_rows(text, header, style) if _fits(row, header)][:1]
    return rows, bool(rows)


def _whole_rows(text: str, header: Header, style: Style) -> Iterator[tuple[str, ...]]:
    """The readings of a text as one record, the likeliest first."""
    fields = text.split("$")
    readings = [fields]
    if fields[-1] == "":
        readings.insert(0 if style.has_trailing or len(fields) == header.width + 1 else 1, fields[:-1])
    for reading in readings:
        if len(reading) == header.width:
            yield tuple(reading)
        elif header.width < len(reading) < 2 * header.width - 1 and "mfr_num" in header.columns:
            yield _joined_at_mfr_num(reading, header)


def _joined_at_mfr_num(fields: Sequence[str], header: Header) -> tuple[str, ...]:
    """A literal `$` inside the manufacturer's number (2012Q1 DEMO line 105917, pharmawatch)."""
    at = header.columns.index("mfr_num")
    stop = at + 1 + len(fields) - header.width
    return (*fields[:at], "$".join(fields[at:stop]), *fields[stop:])


def _fits(row: Sequence[str], header: Header) -> bool:
    """Could these values stand in these columns? Text columns hold anything."""
    return all(
        ALLOWED_VALUES[column].fullmatch(value.strip())
        for column, value in zip(header.columns, row, strict=True)
        if column in ALLOWED_VALUES
    )


# Records run together on one line (DRUG of 2011Q2 to Q4, open-altio)


def _run_on_rows(fields: list[str], header: Header) -> list[tuple[str, ...]]:
    """The records of a line that holds several, where there is exactly one way to split them."""
    if not 2 * header.width - 1 <= len(fields) <= MAX_RECORDS_ON_A_LINE * (header.width + 1):
        return []
    readings = list(_splits(fields, header))
    return readings[0] if len(readings) == 1 else []


def _splits(fields: list[str], header: Header) -> Iterator[list[tuple[str, ...]]]:
    width = header.width
    if len(fields) == width or (len(fields) == width + 1 and fields[-1] == ""):
        if _fits(fields[:width], header) and _KEY.fullmatch(fields[0]):
            yield [tuple(fields[:width])]
        return
    if len(fields) < 2 * width - 1 or not _KEY.fullmatch(fields[0]):
        return
    for first, rest in _first_splits(fields, width):
        if _fits(first, header):
            yield from ([first, *others] for others in _splits(rest, header))


def _first_splits(fields: list[str], width: int) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The first record and what follows, split at a `$` or inside the field where both meet."""
    if len(fields) > width and _KEY.fullmatch(fields[width]):
        yield tuple(fields[:width]), fields[width:]
    glued = fields[width - 1]
    at = _start_of_key(glued, key=fields[0], next_field=fields[width])
    if at is not None:
        last = glued[:at].removesuffix("\r")
        yield (*fields[: width - 1], last), [glued[at:], *fields[width:]]


def _start_of_key(glued: str, *, key: str, next_field: str) -> int | None:
    """Where a key begins that is glued to the value before it; None where that is not certain.

    In FAERS a primaryid is the caseid that follows it and a version. In AERS keys have one length, so the
    key is certain where nothing or no digit stands before it, or where it is the report's own again.
    """
    case = re.search(rf"{next_field}\d{{1,3}}$", glued) if _KEY.fullmatch(next_field) else None
    if case:
        return case.start()
    at = len(glued) - len(key)
    if at < 0 or not _KEY.fullmatch(glued[at:]):
        return None
    is_certain = at == 0 or not glued[at - 1].isdigit() or glued[at:] == key
    return at if is_certain else None
