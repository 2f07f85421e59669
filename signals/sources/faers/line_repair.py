"""Repair of the few irregular lines, where only one reading is possible; the others are rejected.

Known faults of FDA's files (open-altio, tgedr, pharmawatch): a line feed inside a field, two or three
records run together on one line, a `$` inside MFR_NUM, a stray carriage return, bytes that are not UTF-8.
A repaired row is checked against what its columns may hold; a line that fits no reading, or more than one, is kept
whole as rejected, never dropped or cut. Time is linear in the lines, and memory that of a batch, whatever they hold.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from signals.sources.faers.layout import ALLOWED_VALUES, Header
from signals.sources.faers.line_scan import Line, Run, Style, is_utf8

MAX_RECORDS_ON_A_LINE = 20
MAX_LINES_OF_A_RECORD = 20
MAX_DOLLARS_INSIDE = 3
"""More `$` than these inside the fields of a record, and it is not read."""
BATCH_LINES = 10_000
_KEY_DIGITS = 18
_KEY = re.compile(rf"\d{{6,{_KEY_DIGITS}}}")
Row = tuple[str, ...]
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


def repair(run: Run, header: Header, style: Style) -> Iterator[Repaired]:
    """Read a run of lines that follow one another in a file, a batch at a time.

    Values are kept verbatim, with any carriage return or line feed that stood inside them.
    """
    index = 0
    while index < len(run):
        rows: list[Row] = []
        rejected: list[Rejected] = []
        joined = split = repaired = 0
        stop = index + BATCH_LINES
        while index < min(stop, len(run)):
            content, line_count = _record_at(run, index, header, style)
            record_rows, is_repaired = _rows_of(content, line_count, header, style)
            if record_rows:
                rows += record_rows
                joined += line_count - 1
                split += len(record_rows) - 1
                repaired += len(record_rows) if is_repaired else 0
            else:
                rejected.append(_reject(run[index], header))
            index += line_count if record_rows else 1
        yield Repaired(tuple(rows), tuple(rejected), joined, split, repaired)


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


def _record_at(run: Run, index: int, header: Header, style: Style) -> tuple[bytes, int]:
    """The record that begins at this line, and its lines: this one alone, or with those that complete it."""
    stop = _stop_of_record(run, index, header, style)
    pieces = [run[place] for place in range(index, stop)]
    content = b"".join(piece.content + piece.ending for piece in pieces[:-1]) + pieces[-1].content
    if len(pieces) > 1 and not _record_rows(_decode(content), header, style):
        return pieces[0].content, 1
    return content, len(pieces)


def _stop_of_record(run: Run, index: int, header: Header, style: Style) -> int:
    """One past the last line of the record; a line that begins like a record is never taken into another."""
    width = header.width
    last = min(len(run), index + MAX_LINES_OF_A_RECORD)
    dollars = run.dollar_count(index, index + 1)
    if dollars >= width or run.dollar_count(index, last) < width - 1:
        return index + 1
    key_digits = min(6, _leading_digits(run[index]))
    if not key_digits:
        return index + 1
    is_whole = dollars == width - 1
    stop = index + 1
    for next_index in range(index + 1, last):
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
    """Whether this is the rest of the last field of a record that could also have ended.

    Yes where the `$` that ends this file's records comes only now, or where a bare line feed stands in a
    file whose records end with CRLF. Without such a sign it is a line of its own.
    """
    if style.has_trailing:
        return is_trailed
    return style.is_crlf and before.ending == b"\n" and bool(piece.content) and piece.ending != b"\n"


# Fields of one record


def _rows_of(content: bytes, line_count: int, header: Header, style: Style) -> tuple[Sequence[Row], bool]:
    """The rows of a record, and whether it was repaired; none where no reading fits, or more than one."""
    dollars = content.count(b"$")
    if dollars < header.width - 1 or dollars > MAX_RECORDS_ON_A_LINE * (header.width + 1):
        return (), False
    text = _decode(content)
    is_plain = dollars == header.width - 1
    is_trailed = dollars == header.width and text.endswith("$")
    if line_count == 1 and (is_plain or (is_trailed and style.has_trailing)):
        fields = tuple(text.split("$"))[: header.width]
        is_repaired = "\r" in text or not is_utf8(content)
        return ([fields] if fields[0].strip().isdecimal() else []), is_repaired
    rows = _run_on_rows(text.split("$"), header) or _record_rows(text, header, style)
    return rows, bool(rows)


def _record_rows(text: str, header: Header, style: Style) -> Sequence[Row]:
    """The row of a text that holds one record, where there is exactly one way to read it.

    A `$` at its end may end the record, and a `$` more than the header has may stand inside any field of text (FDA's
    only known one stands in MFR_NUM, 2012Q1 DEMO line 105917, pharmawatch). Readings of the same values but for `$`
    around them are one.
    """
    fields = text.split("$")
    ended = [fields[:-1]] if fields[-1] == "" else []
    candidates = ended if ended and style.has_trailing else [*ended, fields]
    distinct: dict[Row, tuple[Row, bool]] = {}
    for candidate in candidates:
        for row in _readings(candidate, header):
            distinct.setdefault(_bare(row), (row, len(candidate) == header.width))
    if len(distinct) != 1:
        return ()
    ((row, is_whole),) = distinct.values()
    return [row] if is_whole or "mfr_num" in header.columns else ()


def _readings(fields: Sequence[str], header: Header) -> Sequence[Row]:
    """Up to two ways to read the fields of one record that may hold `$` inside them."""
    if not header.width <= len(fields) <= header.width + MAX_DOLLARS_INSIDE:
        return ()

    @cache
    def readings(column: int, at: int) -> tuple[Row, ...]:
        if column == header.width:
            return ((),)
        spare = len(fields) - at - (header.width - column)
        distinct: dict[Row, Row] = {}
        for taken in range(spare + 1, 0 if column < header.width - 1 else spare, -1):
            value = "$".join(fields[at : at + taken])
            if _may_hold(header.columns[column], value):
                for rest in readings(column + 1, at + taken):
                    distinct.setdefault(_bare((value, *rest)), (value, *rest))
        return tuple(islice(distinct.values(), 2))

    return readings(0, 0)


def _bare(row: Row) -> Row:
    return tuple(value.strip("$") for value in row)


def _may_hold(column: str, value: str) -> bool:
    """Whether a column may hold this value; text columns may hold any."""
    return column not in ALLOWED_VALUES or bool(ALLOWED_VALUES[column].fullmatch(value.strip()))


# Records run together on one line (DRUG of 2011Q2 to Q4, open-altio)


def _run_on_rows(fields: Sequence[str], header: Header) -> Sequence[Row]:
    """The records of a line that holds several, where there is exactly one way to split them."""
    width = header.width
    if len(fields) < 2 * width - 1:
        return ()

    @cache
    def splits(at: int, key: str) -> tuple[tuple[Row, ...], ...]:
        """Up to two ways to split what begins at a field, of which the key may be only the end."""
        rest = len(fields) - at
        if not _KEY.fullmatch(key):
            return ()
        if rest == width or (rest == width + 1 and fields[-1] == ""):
            row = (key, *fields[at + 1 : at + width])
            return ((row,),) if _fits(row, header) else ()
        if rest < 2 * width - 1:
            return ()
        ways = (
            (first, *others)
            for first, next_at, next_key in _first_splits(fields, at, key, width)
            if _fits(first, header)
            for others in splits(next_at, next_key)
        )
        return tuple(islice(ways, 2))

    readings = splits(0, fields[0])
    return readings[0] if len(readings) == 1 else ()


def _fits(row: Row, header: Header) -> bool:
    return all(_may_hold(column, value) for column, value in zip(header.columns, row, strict=True))


def _first_splits(fields: Sequence[str], at: int, key: str, width: int) -> Iterator[tuple[Row, int, str]]:
    """The first record, and where the next begins with which key: at a `$` or inside the field where both meet."""
    if len(fields) > at + width and _KEY.fullmatch(fields[at + width]):
        yield (key, *fields[at + 1 : at + width]), at + width, fields[at + width]
    last = at + width - 1
    joined_field = fields[last]
    start = _start_of_key(joined_field, key=key, next_field=fields[last + 1])
    if start is not None:
        yield (key, *fields[at + 1 : last], joined_field[:start].removesuffix("\r")), last, joined_field[start:]


def _start_of_key(joined_field: str, *, key: str, next_field: str) -> int | None:
    """Where a key begins that stands joined to the value before it; None where that is not certain.

    In FAERS a primaryid is the caseid that follows it and a version. In AERS keys have one length, so the
    key is certain where nothing or no digit stands before it, or where it is the report's own again.
    """
    case = re.compile(rf"{next_field}\d{{1,3}}$") if _KEY.fullmatch(next_field) else None
    if case and (match := case.search(joined_field, max(0, len(joined_field) - _KEY_DIGITS - 3))):
        return match.start()
    start = len(joined_field) - len(key)
    if start < 0 or not _KEY.fullmatch(joined_field[start:]):
        return None
    is_certain = start == 0 or not joined_field[start - 1].isdigit() or joined_field[start:] == key
    return start if is_certain else None
