"""One of FDA's quarterly zips, read as untrusted input.

Members are found by name and read as a stream; a member's name never becomes a path on disk. What a zip
of FDA's does not do (absolute or climbing names, links, encryption, bombs) refuses it as a whole.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from signals.errors import OutsideError

REQUIRED_TABLES = ("DEMO", "DRUG", "REAC")
OTHER_TABLES = ("OUTC", "RPSR", "THER", "INDI")
TABLES = REQUIRED_TABLES + OTHER_TABLES
DELETED = "DELETED"
"""The table name of a list of withdrawn cases."""
SYNTHETIC_MARK = "synthetic.txt"

_TABLE_TEXT = re.compile(rf"({'|'.join(TABLES)})(?![a-z])(.*)\.txt", re.IGNORECASE)
# DEMO04Q1.TXT, demo12q4.txt, and DEMO18Q1_new.txt, which FDA put beside or in the place of DEMO18Q1.txt.
_QUARTER_AND_NEW = re.compile(r"(?:20)?(\d\d)q([1-4])([ _-]?new)?", re.IGNORECASE)
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what FDA uses; the others inflate without bound
# What macOS and Windows add beside the files of a folder.
_SYSTEM_FILE = re.compile(r"(.*/)?(__MACOSX/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)", re.IGNORECASE | re.DOTALL)
_BLANK_BYTES = 64
_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_ENCRYPTED = 0x1
_FILE_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    UnicodeDecodeError,
    OverflowError,
    ValueError,
)


class DamagedZipError(OutsideError):
    """The zip is damaged; another copy of the same file may be intact."""


@dataclass(frozen=True)
class Limits:
    """The size beyond which a zip is not one of FDA's (the largest member ever published is below 0.3 GB)."""

    members: int = 200
    member_bytes: int = 4 << 30
    total_bytes: int = 12 << 30
    ratio: int = 400
    """Largest expansion of a member; FAERS text has 3 to 15, and deflate can reach 1,032."""
    ratio_from_bytes: int = 16 << 20


@dataclass(frozen=True)
class Contents:
    """What a zip holds: a member for each table, the lists of deleted cases, and what is odd about it."""

    tables: Mapping[str, ZipInfo]
    deleted_lists: tuple[ZipInfo, ...]
    is_synthetic: bool
    notes: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each table whose file is missing or oddly named."""


@contextmanager
def open_archive(path: Path) -> Iterator[ZipFile]:
    """The zip, open for reading.

    Raises
    ------
    OutsideError
        There is no such file.
    DamagedZipError
        It is cut short or no zip.
    """
    if not path.is_file():
        raise OutsideError(f"Expected the zip of a quarter at {path}, but there is no such file; fetch it again.")
    with _report_damage(path.name):
        archive = ZipFile(path)
    with archive:
        yield archive


def read_contents(archive: ZipFile, quarter: str, limits: Limits) -> Contents:
    """Find the members of each table, after refusing what no zip of FDA's has.

    A missing or empty INDI, OUTC, THER or RPSR is a note, and so is what macOS or Windows added, which is left out.

    Parameters
    ----------
    quarter
        Written like 2023Q1. A file named for another quarter is a note.

    Raises
    ------
    OutsideError
        The zip is hostile or oversized, has two members of one role, or DEMO, DRUG or REAC is missing or empty.
    """
    name = _zip_name(archive)
    members = archive.infolist()
    _refuse_foreign(name, members, limits)
    own = [member for member in members if not _path(member).endswith("/")]
    files = [member for member in own if not _SYSTEM_FILE.fullmatch(_path(member))]
    deleted_lists = [member for member in files if _is_deleted_list(member)]
    marks = [member for member in files if _base_name(member).casefold() == SYNTHETIC_MARK]
    _refuse_twice(name, [*deleted_lists, *marks])
    tables, notes = _table_members(archive, files, quarter)
    if system := [_path(member) for member in own if member not in files]:
        notes["SYSTEM"] = f"{len(system)} files of macOS or Windows are left out, for instance {system[0]}"
    return Contents(tables=tables, deleted_lists=tuple(deleted_lists), is_synthetic=bool(marks), notes=notes)


def read_member(archive: ZipFile, member: ZipInfo, block_bytes: int) -> Iterator[bytes]:
    """The member's bytes in blocks.

    Raises
    ------
    DamagedZipError
        It is damaged, or does not have the size that it declares.
    """
    name = _zip_name(archive)
    total = 0
    with _report_damage(name, member.filename), archive.open(member) as stream:
        while block := stream.read(block_bytes):
            total += len(block)
            yield block
    if total != member.file_size:
        raise DamagedZipError(
            f"{name}: {member.filename} declares {member.file_size:,} bytes and holds {total:,}, so nothing"
            " of the quarter is loaded; fetch it again."
        )


@contextmanager
def _report_damage(name: str, member: str | None = None) -> Iterator[None]:
    where = f"{name}: {member}" if member else name
    try:
        yield
    except _BROKEN as error:
        raise DamagedZipError(
            f"{where} cannot be read as a whole zip ({error or type(error).__name__}), so nothing of the"
            " quarter is loaded; fetch it again."
        ) from error


def _refuse_foreign(name: str, members: list[ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise _refusal(name, f"it has {len(members):,} members, and FDA's zips have fewer than {limits.members}")
    total = sum(member.file_size for member in members)
    if total > limits.total_bytes:
        raise _refusal(name, f"it would inflate to {total:,} bytes, beyond the limit of {limits.total_bytes:,}")
    for member in members:
        if fault := _fault(member, limits):
            raise _refusal(name, f"its member {member.orig_filename!r} {fault}")


def _refusal(name: str, fault: str) -> OutsideError:
    return OutsideError(f"{name} is refused, because {fault}; check where it came from and fetch it again.")


def _fault(member: ZipInfo, limits: Limits) -> str | None:
    """The first property of a member that no file of FDA's has."""
    name, size, packed = member.orig_filename, member.file_size, member.compress_size
    path = _path(member)
    faults = {
        "has a name with control characters": not name or not name.isprintable(),
        "has an absolute path": path.startswith("/") or re.match(r"[A-Za-z]:", path),
        "climbs out of its folder": ".." in PurePosixPath(path).parts,
        "is a link or a device, not a file": stat.S_IFMT(member.external_attr >> 16) not in _FILE_KINDS,
        "is encrypted": member.flag_bits & _ENCRYPTED,
        f"is packed by method {member.compress_type}, where FDA stores or deflates": member.compress_type
        not in _READABLE,
        f"would inflate to {size:,} bytes, beyond the limit of {limits.member_bytes:,}": size > limits.member_bytes,
        f"inflates {packed:,} bytes to {size:,}, more than {limits.ratio}-fold": size > limits.ratio_from_bytes
        and size > limits.ratio * max(packed, 1),
    }
    return next((fault for fault, is_so in faults.items() if is_so), None)


def _refuse_twice(name: str, members: list[ZipInfo]) -> None:
    """Refuse two files of one name, in any letter case and folder, of which only one can be meant."""
    names = Counter(_base_name(member).casefold() for member in members)
    if repeated := [member.filename for member in members if names[_base_name(member).casefold()] > 1]:
        raise _refusal(name, f"it has {len(repeated)} files of one name: {', '.join(repeated)}")


def _table_members(archive: ZipFile, files: list[ZipInfo], quarter: str) -> tuple[dict[str, ZipInfo], dict[str, str]]:
    name = _zip_name(archive)
    tables: dict[str, ZipInfo] = {}
    notes: dict[str, str] = {}
    for table in TABLES:
        members = [member for member in files if _table_of(member) == table]
        if members:
            tables[table] = _chosen_member(name, table, members)
            notes |= _quarter_note(table, tables[table], quarter)
            if _is_blank(archive, tables[table]):
                del tables[table]
                notes[table] = f"the zip's {table} file is empty"
        else:
            notes[table] = f"the zip holds no {table} file"
    if missing := [table for table in REQUIRED_TABLES if table not in tables]:
        inner = next(
            (f"; it holds the zip {_path(each)}" for each in files if _path(each).lower().endswith(".zip")), ""
        )
        raise OutsideError(
            f"{name} holds no {' and no '.join(missing)} file, or an empty one (expected for instance"
            f" ASCII/{missing[0]}{quarter[2:]}.txt{inner}), so the quarter {quarter} is refused whole;"
            " fetch it again."
        )
    return tables, notes


def _is_blank(archive: ZipFile, member: ZipInfo) -> bool:
    return member.file_size <= _BLANK_BYTES and not b"".join(read_member(archive, member, _BLANK_BYTES)).strip(_BLANK)


def _table_of(member: ZipInfo) -> str | None:
    match = _TABLE_TEXT.fullmatch(_base_name(member))
    return match[1].upper() if match and not _is_deleted_list(member) else None


def _chosen_member(name: str, table: str, members: list[ZipInfo]) -> ZipInfo:
    named = {member.filename: _named_quarter(member) for member in members}
    if misnamed := [filename for filename, match in named.items() if not match]:
        raise _refusal(name, f"{misnamed[0]!r} looks like a {table} file but is not named like one ({table}23Q1.txt)")
    newer = [member for member in members if (match := named[member.filename]) and match[3]]
    chosen = newer or members
    if len(chosen) > 1:
        raise _refusal(name, f"it has {len(chosen)} files for {table}: {', '.join(m.filename for m in chosen)}")
    return chosen[0]


def _named_quarter(member: ZipInfo) -> re.Match[str] | None:
    match = _TABLE_TEXT.fullmatch(_base_name(member))
    return _QUARTER_AND_NEW.fullmatch(match[2]) if match else None


def _quarter_note(table: str, member: ZipInfo, quarter: str) -> dict[str, str]:
    match = _named_quarter(member)
    if match is None or f"20{match[1]}Q{match[2]}" == quarter:
        return {}
    return {table: f"the file is named for 20{match[1]}Q{match[2]}, the zip for {quarter}"}


def _is_deleted_list(member: ZipInfo) -> bool:
    """As deleted/ADR19Q1DeletedCases.txt, Deleted/20Q4DeletedCases.txt and DELETED/DELETE21Q4.txt are."""
    path = PurePosixPath(_path(member).casefold())
    return path.suffix == ".txt" and ("deleted" in path.parts[:-1] or "delete" in path.name)


def _path(member: ZipInfo) -> str:
    """The member's name, as a zip packed on Windows may write it with backslashes; it never becomes a path on disk."""
    return member.filename.replace("\\", "/")


def _base_name(member: ZipInfo) -> str:
    return PurePosixPath(_path(member)).name


def _zip_name(archive: ZipFile) -> str:
    return Path(archive.filename or "the zip").name
