"""Checks that a file is a complete zip."""

import zipfile
import zlib
from pathlib import Path

from signals.sources.faers.exports import RefusedZipError

MAX_ZIP_BYTES = 2 * 1024**3
"""FDA's largest quarter is 0.07 GB; a file beyond this is no quarter."""

MAX_UNSIZED_BYTES = 512 * 1024**2
"""Of a file whose size the server does not say: seven times FDA's largest quarter, and no full disk."""

_MAX_UNPACKED_TO_TEST = 20 * 1024**3


def check_size(size: int | None, location: str, max_bytes: int) -> None:
    """Refuse a zip that is too large.

    Parameters
    ----------
    size
        In bytes; an unknown size (None) passes.
    location
        Where the file comes from, for the sentence of an error.

    Raises
    ------
    RefusedZipError
        It is larger than `max_bytes`.
    """
    if size is not None and size > max_bytes:
        raise RefusedZipError(
            f"{location} is larger than the {max_bytes:,} bytes a quarter's zip may have; raise the limit if "
            "it is right."
        )


def check_zip(path: Path, location: str) -> None:
    """The file begins and ends as a zip does, and its table of contents can be read.

    Parameters
    ----------
    location
        Where the file came from, for the sentence of an error.

    Raises
    ------
    RefusedZipError
        It does not.
    """
    try:
        with path.open("rb") as file:
            is_whole = file.read(4) == b"PK\x03\x04"
        with zipfile.ZipFile(path) as archive:
            is_whole = is_whole and bool(archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        is_whole = False
    if not is_whole:
        raise RefusedZipError(
            f"{location} is no whole zip (cut short, or not a zip at all); replace it, or wait for the "
            "source to repair it."
        )


def check_content(path: Path, location: str) -> None:
    """Every member has its checksum.

    Needed where two answers were joined and nothing proved them parts of the same file. A zip that unpacks
    beyond any sane size is left to the limits of signals.sources.faers.archive.

    Parameters
    ----------
    location
        Where the file came from, for the sentence of an error.

    Raises
    ------
    RefusedZipError
        A member is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MAX_UNPACKED_TO_TEST:
                return
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        broken = str(error)
    if broken:
        raise RefusedZipError(f"{location} came with a damaged member ({broken}).")
