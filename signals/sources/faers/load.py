"""One of FDA's quarterly zips into the lake, every line accounted for."""

import re
from collections.abc import Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from signals.errors import DiskFullError, OutsideError, is_disk_full
from signals.files import sha256
from signals.lake.lake import Lake
from signals.lake.quarters import LOADER_VERSION, REJECTED_LINE, commit
from signals.sources.faers.archive import (
    DELETED,
    REQUIRED_TABLES,
    TABLES,
    Contents,
    Limits,
    open_archive,
    read_contents,
)
from signals.sources.faers.layout import FOLDERS, Era, Header
from signals.sources.faers.member import (
    MemberLoad,
    gather_rejected_lines,
    load_deleted_lists,
    load_table,
    read_header,
    write_empty_table,
)

_QUARTER = re.compile(r"\d{4}Q[1-4]")


@dataclass(frozen=True)
class QuarterLoad:
    """What was loaded of a quarter."""

    quarter: str
    zip_name: str
    zip_sha256: str
    is_synthetic: bool
    members: tuple[MemberLoad, ...]
    """The rows of meta.load: one for each file that was read."""
    notes: tuple[str, ...]
    """What is odd about the zip: a table that is missing, a file named for another quarter."""

    @property
    def rows_loaded(self) -> int:
        return sum(member.rows_loaded for member in self.members)

    @property
    def rows_rejected(self) -> int:
        return sum(member.rows_rejected for member in self.members)


def load_quarter(
    archive: Path, *, quarter: str, lake: Lake, threads: int = 2, limits: Limits | None = None
) -> QuarterLoad:
    """Load a zip into the lake, whole or not at all.

    An earlier load of the quarter stays until the new one is complete.

    Parameters
    ----------
    quarter
        Written like 2023Q1.
    threads
        How many tables are read at a time, each in about 0.25 GB of memory whatever its size.
    limits
        Beyond which a zip is not one of FDA's.

    Raises
    ------
    OutsideError
        The zip is damaged, hostile or without DEMO, DRUG or REAC, a header is unknown, or the disk is full; the lake is
        as it was.
    ValueError
        `quarter` is not written like one.
    """
    if not _QUARTER.fullmatch(quarter):
        raise ValueError(f"a quarter is written like 2023Q1, not {quarter!r}")
    try:
        with lake.scratch() as scratch:
            for folder in (*FOLDERS.values(), REJECTED_LINE):
                (scratch / folder).mkdir()
            with open_archive(archive) as opened:
                load, notes, headers = _write_quarter(opened, quarter, scratch, threads, limits or Limits())
            commit(scratch, lake, quarter, _marker_rows(load, notes, headers))
    except OSError as error:
        raise _disk_fault(error, archive, quarter, lake) from error
    return load


def _disk_fault(error: OSError, archive: Path, quarter: str, lake: Lake) -> OutsideError:
    if is_disk_full(error):
        return DiskFullError(
            f"The disk of {lake.location} is full, so {quarter} was not loaded and the lake is as it was; free some"
            f" space (about {archive.stat().st_size * 2:,} bytes) and run again."
        )
    return OutsideError(f"Loading {archive.name} as {quarter} failed: {error}; see to the disk and run again.")


def _write_quarter(
    archive: ZipFile, quarter: str, written: Path, threads: int, limits: Limits
) -> tuple[QuarterLoad, Mapping[str, str], Mapping[str, Header]]:
    contents = read_contents(archive, quarter, limits)
    headers = {table: read_header(archive, member, table, quarter) for table, member in contents.tables.items()}
    _refuse_two_eras(archive, headers)
    notes = dict(contents.notes)
    for table, header in headers.items():
        if header.missing:
            lacks = f"the {table} file has no column {', '.join(header.missing)}, which the quarter's files have"
            notes[table] = "; ".join([*filter(None, [notes.get(table)]), lacks])
    members = _load_members(archive, contents, headers, quarter, written, threads)
    for table in TABLES:
        if table not in contents.tables:
            write_empty_table(written, table, quarter)
    gather_rejected_lines(written, quarter, (*TABLES, DELETED))
    path = Path(archive.filename or "")
    load = QuarterLoad(
        quarter=quarter,
        zip_name=path.name,
        zip_sha256=sha256(path),
        is_synthetic=contents.is_synthetic,
        members=members,
        notes=tuple(notes.values()),
    )
    _refuse_unreadable(load)
    return load, notes, headers


def _load_members(
    archive: ZipFile, contents: Contents, headers: Mapping[str, Header], quarter: str, written: Path, threads: int
) -> tuple[MemberLoad, ...]:
    largest_first = sorted(headers, key=lambda table: -contents.tables[table].file_size)
    with ThreadPoolExecutor(threads, thread_name_prefix=f"load-{quarter}") as pool:
        tasks = {
            table: pool.submit(load_table, archive, contents.tables[table], headers[table], quarter, written)
            for table in largest_first
        }
        deleted = pool.submit(load_deleted_lists, archive, contents.deleted_lists, quarter, written)
        running: list[Future[Any]] = [*tasks.values(), deleted]
        done, _ = wait(running, return_when=FIRST_EXCEPTION)
        pool.shutdown(cancel_futures=True)  # where a table is refused, those that wait need not start
    for task in done:
        if error := task.exception():
            raise error
    return (*(tasks[table].result() for table in TABLES if table in tasks), *deleted.result())


def _refuse_two_eras(archive: ZipFile, headers: Mapping[str, Header]) -> None:
    tables = {era: [table for table, header in headers.items() if header.era is era] for era in Era}
    if all(tables.values()):
        raise OutsideError(
            f"{Path(archive.filename or '').name} mixes the layouts of two eras"
            f" ({', '.join(tables[Era.AERS])} with the key ISR, {', '.join(tables[Era.FAERS])} with"
            " primaryid), so the quarter is refused; fetch it again."
        )


def _refuse_unreadable(load: QuarterLoad) -> None:
    for member in load.members:
        if member.table in REQUIRED_TABLES and member.lines and not member.rows_loaded:
            raise OutsideError(
                f"{load.zip_name}: none of the {member.lines:,} lines of {member.member} has the fields its"
                " header names, so the quarter is refused; look at the file, and fetch it again."
            )


def _marker_rows(load: QuarterLoad, notes: Mapping[str, str], headers: Mapping[str, Header]) -> list[dict[str, Any]]:
    """The rows of meta.load. A note on a table the zip lacks stands with DEMO's row."""
    loaded = {member.table for member in load.members}
    lacking = [note for table, note in notes.items() if table not in loaded]
    rows = []
    for member in load.members:
        own = [notes[member.table]] if member.table in notes else []
        own += lacking if member.table == "DEMO" else []
        header = headers.get(member.table)
        about_zip = {
            "quarter": load.quarter,
            "table_name": member.table,
            "zip_sha256": load.zip_sha256,
            "zip_name": load.zip_name,
            "loader_version": LOADER_VERSION,
            "is_synthetic": load.is_synthetic,
            "note": "; ".join(own) or None,
            "missing_columns": ", ".join(header.missing) if header and not header.is_known else None,
        }
        rows.append(about_zip | asdict(member))
    return rows
