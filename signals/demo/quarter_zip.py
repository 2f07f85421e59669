"""A quarter's zip, as FDA packs it: data files, deleted cases, a readme, and the mark SYNTHETIC."""

import zipfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from signals.demo.fda_tables import FdaTables
from signals.demo.layouts import FileLayout, deleted_list, file_layouts
from signals.demo.reports import Column
from signals.files import atomic_path
from signals.quarter import Quarter
from signals.temporary_folder import temporary_folder

SYNTHETIC_MEMBER = "SYNTHETIC.txt"
SYNTHETIC_NOTE = (
    "SYNTHETIC. Every report in this archive is invented by nibwatch (signals/synthetic).\r\n"
    "Nothing here was reported by anyone about any product; drug names only make the layout realistic.\r\n"
    "Signals and their absence are planted to test software. Use it for no statement about a drug.\r\n"
)
README_NOTE = "A SYNTHETIC stand-in for FDA's Readme: see SYNTHETIC.txt.\r\n"
_CHUNK = 4 << 20
# Values hold no `$` and no line end, so nothing needs a quote; FDA's files have none.
_COPY = """
    COPY (FROM rows) TO $path (FORMAT csv, DELIMITER '$', QUOTE '', ESCAPE '', HEADER false, NULL '')
"""


def write_quarter(
    path: Path, tables: FdaTables, deleted: Column, connection: duckdb.DuckDBPyConnection
) -> dict[str, int]:
    """Write one quarter's zip whole; rows by table. The same content gives the same bytes."""
    rows: dict[str, int] = {}
    with (
        atomic_path(path, is_lasting=False) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        _write_text(archive, SYNTHETIC_MEMBER, SYNTHETIC_NOTE)
        for table, layout in file_layouts(tables.quarter).items():
            content = tables.table(layout)
            rows[table] = content.num_rows
            _write_table(archive, layout, content, connection)
        _write_deleted(archive, tables.quarter, deleted)
        _write_text(archive, "Readme.txt", README_NOTE)
    return rows


def _write_text(archive: zipfile.ZipFile, member: str, text: str) -> None:
    # A member opened by name has the zip format's first date, 1980-01-01: no clock in the bytes.
    with archive.open(member, "w") as target:
        target.write(text.encode())


def _write_table(
    archive: zipfile.ZipFile, layout: FileLayout, content: pa.Table, connection: duckdb.DuckDBPyConnection
) -> None:
    with temporary_folder("synthetic") as folder:
        body = folder / "rows"
        connection.register("rows", content)
        connection.execute(_COPY, {"path": str(body)})
        connection.unregister("rows")
        with archive.open(layout.member, "w", force_zip64=True) as target:
            header = ("\ufeff" if layout.byte_order_mark else "") + layout.header + layout.header_end
            target.write(header.encode())
            line_end = layout.line_end.encode()
            with body.open("rb") as lines:
                while chunk := lines.read(_CHUNK):
                    target.write(chunk.replace(b"\n", line_end))


def _write_deleted(archive: zipfile.ZipFile, quarter: Quarter, deleted: Column) -> None:
    member = deleted_list(quarter)
    if member is None:
        return
    # FDA's lists have no header, repeat some numbers, and begin with a lone space.
    _write_text(archive, member, _lines([" ", *deleted.astype(str)]))
    if quarter == Quarter(2019, 1):
        _write_text(archive, "deleted/AllDeletedCases.txt", _lines(np.unique(deleted).astype(str).tolist()))


def _lines(texts: list[str]) -> str:
    return "".join(f"{text}\r\n" for text in texts)
