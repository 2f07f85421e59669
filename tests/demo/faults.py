"""FDA's known faults put into the zips of a SYNTHETIC world, one of each, at known lines."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from signals.demo.layouts import FileLayout, file_layouts
from signals.quarter import Quarter

FaultKind = Literal[
    "run-on records",
    "dollar in a value",
    "blank line",
    "line feed in a field",
    "carriage return in a field",
    "Latin-1 byte",
    "unbalanced quote",
    "SQL in a value",
    "too few fields",
]


@dataclass(frozen=True)
class PlantedFault:
    """One fault: where it begins, and the value that must come out of it (None where no value changed)."""

    quarter: str
    table: str
    kind: FaultKind
    line_number: int
    """In the file, the header being line 1."""
    primaryid: int | None
    """Of the record that is hit, the second one of a run-on; None for a blank line."""
    column: str | None
    value: str | None


class _File:
    """The lines of one member, header first, without their line feeds; changed from the top down."""

    def __init__(self, quarter: Quarter, layout: FileLayout, content: bytes) -> None:
        self.quarter = quarter
        self.layout = layout
        self.lines = content.split(b"\n")

    def content(self) -> bytes:
        return b"\n".join(self.lines)

    def find(self, start: int, column: str) -> int:
        """The first line from `start` on that has a value in the column and names no suspect drug."""
        place = self.layout.columns.index(column)
        role = self.layout.columns.index("role_cod") if self.layout.table == "DRUG" else None
        for number in range(start, len(self.lines) - 2):
            fields = self.lines[number].split(b"$")
            if fields[place].strip() and (role is None or fields[role] == b"C"):
                return number
        raise ValueError(f"No line from {start} on of {self.layout.member} has a value in {column}.")

    def fault(
        self, kind: FaultKind, number: int, column: str | None = None, value: str | None = None, *, record: int = 0
    ) -> PlantedFault:
        key = self.lines[number].split(b"$")[record].strip()
        return PlantedFault(
            quarter=str(self.quarter),
            table=self.layout.table,
            kind=kind,
            line_number=number + 1,
            primaryid=int(key) if key else None,
            column=column,
            value=value,
        )

    def replace_value(self, kind: FaultKind, start: int, column: str, change: Callable[[bytes], bytes]) -> PlantedFault:
        """Change one value in place; a line feed in it makes two lines of one."""
        number = self.find(start, column)
        fields = self.lines[number].split(b"$")
        place = self.layout.columns.index(column)
        value = change(fields[place])
        fields[place] = value
        self.lines[number : number + 1] = b"$".join(fields).split(b"\n")
        return self.fault(kind, number, column, value.decode("latin-1"))


def plant_faults(folder: Path) -> tuple[PlantedFault, ...]:
    """Rewrite a world's first AERS and last FAERS zip with FDA's faults; what was planted, and where.

    Members are read whole: meant for worlds of some thousand reports a quarter. Call it once a world.
    ValueError where the folder has no zip of one of the two eras.
    """
    aers, faers = sorted(folder.glob("aers_ascii_*.zip")), sorted(folder.glob("faers_ascii_*.zip"))
    if not aers or not faers:
        raise ValueError(f"Expected zips of both eras in {folder}, found {len(aers)} of AERS, {len(faers)} of FAERS.")
    return (
        *_rewrite(aers[0], {"DRUG": _aers_drug, "DEMO": _aers_demo, "REAC": _aers_reac}),
        *_rewrite(faers[-1], {"DRUG": _faers_drug}),
    )


def _rewrite(path: Path, changes: dict[str, Callable[[_File], list[PlantedFault]]]) -> list[PlantedFault]:
    quarter = Quarter.parse(path.stem.rsplit("_", 1)[1])
    layouts = {layout.member: layout for layout in file_layouts(quarter).values()}
    faults: list[PlantedFault] = []
    partial = path.with_suffix(".partial")
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for member in source.namelist():
            content = source.read(member)
            layout = layouts.get(member)
            if layout and layout.table in changes:
                file = _File(quarter, layout, content)
                faults += changes[layout.table](file)
                content = file.content()
            with target.open(member, "w") as written:
                written.write(content)
    partial.replace(path)
    return faults


def _aers_drug(file: _File) -> list[PlantedFault]:
    """Two records on one line, as in 2011Q2 (open-altio)."""
    number = 50
    first, second = file.lines[number : number + 2]
    file.lines[number : number + 2] = [first.rstrip(b"\r") + second]
    # AERS ends the first record with an extra `$`, so the second begins after as many fields as a line has.
    return [file.fault("run-on records", number, record=len(file.layout.columns))]


def _aers_demo(file: _File) -> list[PlantedFault]:
    """A literal `$` inside MFR_NUM, as in 2012Q1 (pharmawatch)."""
    return [file.replace_value("dollar in a value", 60, "mfr_num", lambda value: value.replace(b"-", b"$", 1))]


def _aers_reac(file: _File) -> list[PlantedFault]:
    file.lines.insert(70, b"\r")
    return [file.fault("blank line", 70)]


def _faers_drug(file: _File) -> list[PlantedFault]:
    """Faults of drug names and doses, and a line cut short; each below the one before it."""
    faults = [
        file.replace_value("Latin-1 byte", 40, "drugname", lambda value: value + b" CAF\xc9"),
        file.replace_value("unbalanced quote", 60, "drugname", lambda value: b'"' + value),
        file.replace_value("SQL in a value", 80, "drugname", lambda _: b"'); DROP TABLE faers.cases; --"),
        file.replace_value("line feed in a field", 100, "dose_vbm", lambda value: value + b"\nAS TOLD"),
        file.replace_value("carriage return in a field", 120, "dose_vbm", lambda value: value + b"\rAS TOLD"),
    ]
    number = file.find(140, "drugname")
    file.lines[number] = b"$".join(file.lines[number].split(b"$")[:5]) + b"\r"
    return [*faults, file.fault("too few fields", number)]
