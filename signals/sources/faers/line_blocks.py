"""A member's bytes as its header and blocks of whole lines, of bounded size and bounded number of lines."""

from collections.abc import Iterator

from signals.errors import OutsideError

MAX_LINE_BYTES = 32 << 20
"""Longest line in bytes; FDA's longest are a few thousand."""
MAX_HEADER_BYTES = 1 << 14
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAX_LINES = 1 << 20
"""A block of more lines is cut into smaller ones: a line of no byte still takes memory."""
_SMALL_BLOCK = 1 << 19


def split_header(blocks: Iterator[bytes], member: str) -> tuple[bytes, Iterator[bytes]]:
    """The first line, without its ending, and the blocks of what follows it.

    Parameters
    ----------
    member
        The file, for the sentence of an error.

    Raises
    ------
    OutsideError
        The text is UTF-16, its lines end with carriage returns alone, or it does not begin with a header line.
    """
    head = b""
    for block in blocks:
        head += block
        if b"\n" in block or len(head) > MAX_HEADER_BYTES:
            break
    if _is_utf_16(head):
        raise OutsideError(
            f"{member} is text in UTF-16 (two bytes a letter), where FDA's files have UTF-8, so the quarter is refused;"
            " fetch FDA's own zip, or save the file as UTF-8."
        )
    header, _, rest = head.partition(b"\n")
    header = header.removesuffix(b"\r")
    if b"\r" in header[:MAX_HEADER_BYTES]:
        raise OutsideError(
            f"{member} ends its lines with carriage returns alone, where FDA's files have a line feed, so the quarter"
            " is refused; fetch FDA's own zip."
        )
    if not header.strip() or len(header) > MAX_HEADER_BYTES:
        raise OutsideError(
            f"{member} does not begin with a header line of column names, so the quarter is refused; fetch it again."
        )
    return header, _chain(rest, blocks)


def _is_utf_16(head: bytes) -> bool:
    """Whether it begins with UTF-16's byte order mark, or with letters of which every second byte is zero."""
    halves = {head[0:4:2], head[1:4:2]}
    return head.startswith(_UTF_16_MARKS) or (b"\0\0" in halves and len(halves) == 2)


def _chain(rest: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if rest:
        yield rest
    yield from blocks


def whole_lines(blocks: Iterator[bytes], member: str) -> Iterator[bytes]:
    """Cut the stream after the last line feed of each block; what is left at the end has none.

    A block of very many lines comes in pieces.

    Parameters
    ----------
    member
        The file, for the sentence of an error.

    Raises
    ------
    OutsideError
        A line is longer than `MAX_LINE_BYTES`.
    """
    carried = b""
    for block in blocks:
        data = carried + block if carried else block
        cut = data.rfind(b"\n") + 1
        if len(data) - cut > MAX_LINE_BYTES:
            raise OutsideError(
                f"{member} has a line of more than {MAX_LINE_BYTES:,} bytes, which is no text of"
                " FDA's, so the quarter is refused; fetch it again."
            )
        carried = data[cut:]
        if cut:
            yield from _pieces(data[:cut])
    if carried:
        yield carried


def _pieces(data: bytes) -> Iterator[bytes]:
    """The data cut at line ends, so that no piece has more than the lines of which memory is had."""
    if data.count(b"\n") <= _MAX_LINES:
        yield data
        return
    start = 0
    while start < len(data):
        stop = (data.rfind(b"\n", start, start + _SMALL_BLOCK) + 1) or (data.find(b"\n", start) + 1)
        yield data[start:stop]
        start = stop
