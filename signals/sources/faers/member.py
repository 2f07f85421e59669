"""One file of a zip into Parquet, as a stream, with a count of every line."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self
from zipfile import ZipFile, ZipInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from signals.errors import OutsideError
from signals.lake.quarters import REJECTED_LINE, REJECTED_LINE_SCHEMA, table_name
from signals.sources.faers.archive import DELETED, read_member
from signals.sources.faers.layout import (
    BYTE_ORDER_MARK,
    FOLDERS,
    LAKE_COLUMNS,
    Era,
    Header,
    table_schema,
    understand_header,
)
from signals.sources.faers.line_blocks import split_header, whole_lines
from signals.sources.faers.line_repair import BATCH_LINES, Rejected, repair
from signals.sources.faers.line_scan import Block, scan

BLOCK_BYTES = 8 << 20
"""How much text is in memory at a time; a row group of the Parquet file holds this much."""
_HEADER_BLOCK_BYTES = 1 << 16
_PLAIN_COLUMNS = ("primaryid", "caseid", "mfr_num")  # in order or all different: a dictionary only costs
_TRAILING = "trailing"
_CASE_NUMBER = r"^[ \t]*[0-9]+[ \t\r]*$"


@dataclass(frozen=True)
class MemberLoad:
    """What became of a file's lines.

    Always lines + lines_split - lines_joined = rows_loaded + rows_rejected.
    """

    table: str
    member: str
    sha256: str
    lines: int
    """Physical lines after the header, an unterminated last one included."""
    lines_split: int
    lines_joined: int
    rows_loaded: int
    rows_repaired: int
    rows_rejected: int

    def __post_init__(self) -> None:
        if self.lines + self.lines_split - self.lines_joined != self.rows_loaded + self.rows_rejected:
            raise OutsideError(
                f"The lines of {self.member} do not add up ({self}), so the quarter is refused; report this"
                " as a fault of nibwatch, with the zip."
            )


def read_header(archive: ZipFile, member: ZipInfo, table: str, quarter: str) -> Header:
    """The header of a table's file.

    Raises
    ------
    OutsideError
        It is not one of FDA's.
    """
    where = _where(archive, member)
    line, _ = split_header(read_member(archive, member, _HEADER_BLOCK_BYTES), where)
    return understand_header(line, table=table, quarter=quarter, member=where)


def load_table(archive: ZipFile, member: ZipInfo, header: Header, quarter: str, written: Path) -> MemberLoad:
    """Write a table's file into `written`, values verbatim, and next to it the lines that did not load.

    Parameters
    ----------
    written
        A folder with a folder for each table, from which the quarter is committed.

    Returns
    -------
    The counts of its lines, as meta.load has them.

    Raises
    ------
    OutsideError
        The member is damaged, or holds a line that is no text of FDA's.
    """
    where = _where(archive, member)
    digest = hashlib.sha256()
    blocks = _hash_blocks(read_member(archive, member, BLOCK_BYTES), digest)
    _, body = split_header(blocks, where)
    counts = Counter[str]()
    with (
        _parquet(_path(written, header.table, quarter), table_schema(header.table)) as writer,
        _RejectedLines(written, quarter, header.table) as rejected_lines,
    ):
        for block in scan(body, width=header.width, may_trail=header.era is Era.AERS, member=where):
            rows = _read_block(block, header, counts, partial(rejected_lines.add, member.filename))
            writer.write_table(_with_quarter(rows, quarter))
    return _member_load(header.table, member, digest, counts)


def load_deleted_lists(
    archive: ZipFile, members: Iterable[ZipInfo], quarter: str, written: Path
) -> tuple[MemberLoad, ...]:
    """Write the case numbers of all lists of a zip as one file, repeats included; it is empty without lists.

    A list has no header. A line that is no number (FDA's lists can begin with a lone space) is rejected.
    """
    with (
        _parquet(_path(written, DELETED, quarter), table_schema(DELETED)) as writer,
        _RejectedLines(written, quarter, DELETED) as rejected_lines,
    ):
        return tuple(_load_deleted_list(archive, member, quarter, writer, rejected_lines) for member in members)


def write_empty_table(written: Path, table: str, quarter: str) -> None:
    """The file of a table that a zip lacks."""
    with _parquet(_path(written, table, quarter), table_schema(table)):
        pass


def gather_rejected_lines(written: Path, quarter: str, tables: Iterable[str]) -> None:
    """Make one file of the rejected lines of all tables, in the order given."""
    with _parquet(written / table_name(REJECTED_LINE, quarter), REJECTED_LINE_SCHEMA) as writer:
        for table in tables:
            part = _rejected_part(written, quarter, table)
            if part.exists():
                for batch in pq.ParquetFile(part).iter_batches():
                    writer.write_batch(batch)
                part.unlink()


class _RejectedLines(AbstractContextManager["_RejectedLines"]):
    """The rejected lines of one table, written as they come; no file where there are none."""

    def __init__(self, written: Path, quarter: str, table: str) -> None:
        self._path = _rejected_part(written, quarter, table)
        self._quarter, self._table = quarter, table
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, member: str, rejected: Sequence[Rejected]) -> None:
        if not rejected:
            return
        if self._writer is None:
            self._writer = _parquet(self._path, REJECTED_LINE_SCHEMA)
        about_file = {"quarter": self._quarter, "table_name": self._table, "member": member}
        rows = [
            about_file | {"line_number": line.number, "reason": line.reason, "line": line.text} for line in rejected
        ]
        self._writer.write_table(pa.Table.from_pylist(rows, schema=REJECTED_LINE_SCHEMA))


def _member_load(table: str, member: ZipInfo, digest: "hashlib._Hash", counts: Counter[str]) -> MemberLoad:
    named = {field.name: counts[field.name] for field in fields(MemberLoad) if field.type is int}
    return MemberLoad(table=table, member=member.filename, sha256=digest.hexdigest(), **named)


def _read_block(
    block: Block, header: Header, counts: Counter[str], reject: Callable[[Sequence[Rejected]], None]
) -> pa.Table:
    """The rows of a block, the repaired ones last; what is rejected is handed over as it comes."""
    regular = _parse(block, header)
    counts.update(lines=block.line_count, rows_loaded=regular.num_rows)
    tables, rows, rejected = [regular], list[Sequence[str]](), list[Rejected]()
    for part in (part for run in block.suspects for part in repair(run, header, block.style)):
        counts.update(
            lines_split=part.lines_split,
            lines_joined=part.lines_joined,
            rows_loaded=len(part.rows),
            rows_repaired=part.rows_repaired,
            rows_rejected=len(part.rejected),
        )
        rows += part.rows
        rejected += part.rejected
        if len(rows) + len(rejected) >= BATCH_LINES:
            tables.append(_repaired_table(rows, header))
            reject(rejected)
            rows, rejected = [], []
    reject(rejected)
    return pa.concat_tables([*tables, _repaired_table(rows, header)])


def _parse(block: Block, header: Header) -> pa.Table:
    """The regular lines as columns of text; FDA quotes and escapes nothing, and an empty value is NULL."""
    schema = _data_schema(header.table)
    if not block.regular:
        return schema.empty_table()
    names = [*header.columns, _TRAILING] if block.has_trailing else list(header.columns)
    try:
        rows = pa.csv.read_csv(
            pa.BufferReader(block.regular),
            pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block.regular) + 1),
            pa.csv.ParseOptions(delimiter="$", quote_char=False, escape_char=False, ignore_empty_lines=False),
            pa.csv.ConvertOptions(
                column_types=schema,
                include_columns=schema.names,
                include_missing_columns=True,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:  # its words repeat the rows
        raise OutsideError(
            f"{header.table}: {block.regular_count:,} regular lines could not be parsed, so the quarter is refused;"
            " report this as a fault of nibwatch, with the zip."
        ) from None
    if rows.num_rows != block.regular_count:
        raise OutsideError(
            f"{header.table}: {block.regular_count:,} regular lines gave {rows.num_rows:,} rows, so the"
            " quarter is refused; report this as a fault of nibwatch, with the zip."
        )
    return rows


def _repaired_table(rows: Sequence[Sequence[str]], header: Header) -> pa.Table:
    schema = _data_schema(header.table)
    values = {column: [row[index] or None for row in rows] for index, column in enumerate(header.columns)}
    arrays = [pa.array(values.get(column, [None] * len(rows)), pa.string()) for column in schema.names]
    return pa.Table.from_arrays(arrays, schema=schema)


def _load_deleted_list(
    archive: ZipFile, member: ZipInfo, quarter: str, writer: pq.ParquetWriter, rejected_lines: _RejectedLines
) -> MemberLoad:
    digest = hashlib.sha256()
    counts = Counter[str]()
    blocks = _hash_blocks(read_member(archive, member, BLOCK_BYTES), digest)
    for data in whole_lines(blocks, _where(archive, member)):
        if not counts["lines"]:
            data = data.removeprefix(BYTE_ORDER_MARK)
        lines = pa.array(data.removesuffix(b"\n").split(b"\n"), pa.binary())
        is_case = pc.match_substring_regex(lines, _CASE_NUMBER)
        cases = pc.utf8_rtrim(lines.filter(is_case).cast(pa.string()), "\r")
        rejected = _not_cases(lines, is_case, first_line=counts["lines"] + 1)
        writer.write_table(_with_quarter(pa.table({"caseid": cases}), quarter))
        counts.update(lines=len(lines), rows_loaded=len(cases), rows_rejected=len(lines) - len(cases))
        while batch := list(islice(rejected, BATCH_LINES)):
            rejected_lines.add(member.filename, batch)
    return _member_load(DELETED, member, digest, counts)


def _not_cases(lines: pa.Array, is_case: pa.Array, *, first_line: int) -> Iterator[Rejected]:
    numbers = np.flatnonzero(~is_case.to_numpy(zero_copy_only=False)) + first_line
    for number, line in zip(numbers, lines.filter(pc.invert(is_case)), strict=True):
        text = line.as_py().removesuffix(b"\r").decode("latin-1")
        yield Rejected(int(number), "not a case number" if text.strip() else "empty line", text)


def _hash_blocks(blocks: Iterator[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for block in blocks:
        digest.update(block)
        yield block


def _parquet(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    repetitive = [column for column in schema.names if column not in _PLAIN_COLUMNS]
    return pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=repetitive)


def _rejected_part(written: Path, quarter: str, table: str) -> Path:
    return written / table_name(REJECTED_LINE, f"{quarter}-{table}")


def _path(written: Path, table: str, quarter: str) -> Path:
    return written / table_name(FOLDERS[table], quarter)


def _data_schema(table: str) -> pa.Schema:
    return pa.schema([(column, pa.string()) for column in LAKE_COLUMNS[table]])


def _with_quarter(rows: pa.Table, quarter: str) -> pa.Table:
    return rows.append_column("quarter", pa.repeat(pa.scalar(quarter), rows.num_rows))


def _where(archive: ZipFile, member: ZipInfo) -> str:
    return f"{Path(archive.filename or '').name}: {member.filename}"
