"""Sorts the lines of a member, as bytes, into regular and suspect ones, in blocks of bounded memory.

Almost all lines are regular: they begin with a number, hold as many `$` as the header (AERS: one more, at
the end), no stray carriage return, and are UTF-8. Those stay bytes and go on in one piece. The few others
are taken out with their line numbers, for signals.sources.faers.line_repair.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from signals.sources.faers.line_blocks import whole_lines

_MAX_CARRY_BYTES = 1 << 20
_LF, _CR, _DOLLAR = 10, 13, 36
_ZERO, _NINE = 48, 57

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Style:
    """How a file's records end, as its regular lines show."""

    has_trailing: bool
    """Records end with one `$` more than the header has."""
    is_crlf: bool = False
    """Every regular record of the block ends with CRLF, so a bare LF stands inside a field."""


@dataclass(frozen=True)
class Line:
    """A physical line that is not regular. The header is line 1."""

    number: int
    content: bytes
    ending: bytes


@dataclass(frozen=True)
class _Lines:
    """Where each line of a block starts and ends, and what it looks like; one value a line."""

    data: bytes
    starts: Positions
    ends: Positions
    """One past the line's LF."""
    content_ends: Positions
    """Before the line's LF or CRLF."""
    is_crlf: Mask
    dollars: npt.NDArray[np.int32]
    is_plain: Mask
    """As many `$` as the header."""
    is_trailed: Mask
    """One `$` more, and it ends the line."""
    has_number: Mask

    @property
    def is_complete(self) -> Mask:
        return (self.is_plain | self.is_trailed) & self.has_number


@dataclass(frozen=True)
class Run:
    """Suspect lines that follow one another in a block; each is made when it is asked for."""

    lines: _Lines
    first: int
    stop: int
    number: int
    """Of the block's first line."""

    def __len__(self) -> int:
        return self.stop - self.first

    def __getitem__(self, index: int) -> Line:
        at, lines = self.first + index, self.lines
        start, stop, end = int(lines.starts[at]), int(lines.content_ends[at]), int(lines.ends[at])
        return Line(self.number + at, lines.data[start:stop], lines.data[stop:end])

    def dollar_count(self, start: int, stop: int) -> int:
        """How many `$` the lines hold from one to before another."""
        return int(self.lines.dollars[self.first + start : self.first + stop].sum())


@dataclass(frozen=True)
class Block:
    """A stretch of a file: its regular lines as bytes, the others apart, and how many there were."""

    regular: bytes
    regular_count: int
    has_trailing: bool
    """The regular bytes end each line with one `$` more than the header has."""
    suspects: Iterator[Run]
    """The lines that are not regular."""
    style: Style
    line_count: int


def scan(blocks: Iterator[bytes], *, width: int, may_trail: bool, member: str) -> Iterator[Block]:
    """Sort the lines after the header into regular ones and suspects.

    A block ends before its last complete record, because what follows may still belong to it.

    Parameters
    ----------
    width
        The number of columns.
    may_trail
        Records may end with one `$` more, as those of AERS do; otherwise such a line is suspect, since its `$` may
        stand inside a field.
    member
        The file, for the sentence of an error.

    Raises
    ------
    OutsideError
        As `whole_lines` does.
    """
    style: Style | None = None
    number = 2
    for data in _whole_records(blocks, width, member):
        lines = _find_lines(data, width)
        if style is None:
            style = Style(has_trailing=may_trail and bool(lines.is_trailed.sum() >= lines.is_plain.sum()))
        block = _separate(lines, style, number)
        number += block.line_count
        yield block


def _whole_records(blocks: Iterator[bytes], width: int, member: str) -> Iterator[bytes]:
    """Cut the stream before the last complete record of each block; the rest is carried to the next."""
    carried = b""
    for lines in whole_lines(blocks, member):
        data = carried + lines if carried else lines
        cut = _before_last_record(data, width)
        carried = data[cut:]
        if cut:
            yield data[:cut]
    if carried:
        yield carried


def _before_last_record(data: bytes, width: int) -> int:
    """Where the last complete record starts: the end of the data where none is near, 0 where none came."""
    offset = max(0, len(data) - _MAX_CARRY_BYTES)
    if offset:
        offset = data.find(b"\n", offset) + 1  # its first line may be cut
    if offset == len(data):
        return len(data)
    lines = _find_lines(data[offset:], width)
    complete = np.flatnonzero(lines.is_complete)
    if complete.size:
        return offset + int(lines.starts[complete[-1]])
    return len(data) if len(data) > _MAX_CARRY_BYTES else 0


def _find_lines(data: bytes, width: int) -> _Lines:
    text = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(text == _LF) + 1
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1]))
    has_lf = text[ends - 1] == _LF
    content_ends = ends - has_lf
    before = text[np.maximum(content_ends - 1, 0)]
    is_not_empty = content_ends > starts
    is_crlf = is_not_empty & (before == _CR)
    content_ends = content_ends - is_crlf
    last = text[np.maximum(content_ends - 1, 0)]
    dollars = np.add.reduceat(text == _DOLLAR, starts, dtype=np.int32)
    first = text[starts]
    return _Lines(
        data=data,
        starts=starts,
        ends=ends,
        content_ends=content_ends,
        is_crlf=is_crlf,
        dollars=dollars,
        is_plain=dollars == width - 1,
        is_trailed=(dollars == width) & (last == _DOLLAR),
        has_number=(first >= _ZERO) & (first <= _NINE),
    )


def _separate(lines: _Lines, style: Style, number: int) -> Block:
    is_suspect = ~lines.is_complete
    is_suspect[:-1] |= is_suspect[1:]  # what follows a record may be the rest of its last field
    if not style.has_trailing:
        is_suspect |= lines.is_trailed  # one field too many, or a `$` inside a field before an empty last one
    is_suspect[_lines_of(_stray_returns(lines), lines)] = True
    is_suspect[_undecodable(lines)] = True
    is_regular = ~is_suspect
    regular, has_trailing = _regular_bytes(lines, is_regular)
    crlf = lines.is_crlf[is_regular]
    return Block(
        regular=regular,
        regular_count=int(is_regular.sum()),
        has_trailing=has_trailing,
        suspects=(Run(lines, int(first), int(stop), number) for first, stop in _runs(is_suspect)),
        style=Style(style.has_trailing, is_crlf=bool(crlf.size and crlf.all())),
        line_count=len(lines.starts),
    )


def _stray_returns(lines: _Lines) -> Positions:
    """Carriage returns that do not end a line."""
    is_return = np.frombuffer(lines.data, np.uint8) == _CR
    if np.count_nonzero(is_return) == np.count_nonzero(lines.is_crlf):
        return np.empty(0, np.int64)
    is_return[lines.content_ends[lines.is_crlf]] = False
    return np.flatnonzero(is_return)


def _undecodable(lines: _Lines) -> Positions:
    """The lines that are not UTF-8."""
    if is_utf8(lines.data):
        return np.empty(0, np.int64)
    high = np.flatnonzero(np.frombuffer(lines.data, np.uint8) >= 0x80)
    candidates = _lines_of(high, lines)
    is_bad = [not is_utf8(lines.data[lines.starts[i] : lines.ends[i]]) for i in candidates]
    return candidates[np.array(is_bad, dtype=bool)]


def _lines_of(positions: Positions, lines: _Lines) -> Positions:
    return np.unique(np.searchsorted(lines.ends, positions, side="right"))


def is_utf8(data: bytes) -> bool:
    """Whether bytes are text in UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _regular_bytes(lines: _Lines, is_regular: Mask) -> tuple[bytes, bool]:
    """The regular lines end to end, all with or all without the `$` that ends a record of AERS."""
    trailed = lines.is_trailed & is_regular
    is_mixed = bool(trailed.any()) and trailed.sum() != is_regular.sum()
    keep = np.repeat(is_regular, lines.ends - lines.starts)
    if is_mixed:
        keep[lines.content_ends[trailed] - 1] = False
    return np.frombuffer(lines.data, np.uint8)[keep].tobytes(), bool(trailed.any()) and not is_mixed


def _runs(mask: Mask) -> Positions:
    """First and one past the last place of each run of True."""
    return np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))).reshape(-1, 2)
