"""Seeded mutations of a quarter's zip: each is loaded with every line accounted for, or refused in one sentence.

`python -m tests.sources.faers.fuzz 3000` tries 3,000 of them; a mutation is named by its number and made again from it.
"""

import random
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from signals.errors import OutsideError
from signals.lake.folder_lake import FolderLake
from signals.sources.faers.load import QuarterLoad, load_quarter
from tests.sources.faers.zips import AERS, AERS_ROWS, FAERS, FAERS_ROWS, member_name, text_of

SECRET = b"ZZPATIENTZZ"
"""Stands in the text of every report; no refusal may repeat it."""
TOKENS = (
    b"$",
    b"$$",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"1234567",
    b"1234567$",
    b'"',
    b"",
    b"\x1a",
    b" ",
)
Mutation = Callable[[random.Random, bytes], bytes]


def quarter_files(chance: random.Random) -> tuple[str, dict[str, bytes]]:
    """A small quarter of either era, a few rows a table, and at times a list of deleted cases."""
    quarter, headers, rows = chance.choice([("2004Q1", AERS, AERS_ROWS), ("2024Q1", FAERS, FAERS_ROWS)])
    secret = {b"DRUG": (b"MIFEPRISTONE", b"SANDOSTATIN"), b"REAC": (b"ABDOMINAL PAIN", b"Eye pruritus")}
    files = {}
    for table, header in headers.items():
        row = rows[table]
        for word in secret.get(table.encode(), (b"DANCO", b"NOVARTIS")):
            row = row.replace(word, SECRET)
        files[member_name(table, quarter)] = text_of(header, *[row] * 4, ending=chance.choice([b"\r\n", b"\n"]))
    if chance.random() < 0.5:
        files[f"Deleted/DELETE{quarter[2:]}.txt"] = b" \r\n10016781\r\n10016782\r\n"
    return quarter, files


def insert(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) * chance.choice([1, 1, 2, 30]) + data[at:]


def remove(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice([1, 2, 10, 100]) :]


def flip(chance: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def repeat(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start : start + chance.choice([5, 50, 500])] * chance.choice([2, 3, 40]) + data[start:]


def shuffle(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def rewrite(chance: random.Random, data: bytes) -> bytes:
    """The whole text in another shape: line ends, encoding, letters, joined lines, nothing."""
    return chance.choice(
        [
            data.replace(b"\r\n", b"\r"),
            data.replace(b"\n", b"\n\n"),
            data.replace(b"\r\n", b""),
            data.decode("latin-1").encode("utf-16"),
            b"\xef\xbb\xbf" + data,
            data.swapcase(),
            data.replace(b"$", b","),
            data.partition(b"\n")[2],
            b"",
        ]
    )


OF_TEXT: tuple[Mutation, ...] = (insert, insert, remove, flip, repeat, shuffle, rewrite)


def write_mutated(path: Path, chance: random.Random) -> str:
    """Write a mutated zip; which quarter it is."""
    quarter, files = quarter_files(chance)
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(list(files))
        files[name] = chance.choice(OF_TEXT)(chance, files[name])
    members = list(files.items())
    if chance.random() < 0.3:
        members = renamed(chance, members)
    with zipfile.ZipFile(path, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, data in members:
            archive.writestr(name, data)
    if chance.random() < 0.2:
        path.write_bytes(chance.choice((insert, remove, flip))(chance, path.read_bytes()))
    return quarter


def renamed(chance: random.Random, members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The members with one twice, away, moved, or under a name that people and systems give."""
    at = chance.randrange(len(members))
    name, data = members[at]
    names = (name.lower(), name.replace("/", "\\"), f"a/b/{name}", f"__MACOSX/{name}", f"../{name}", f"/{name}",
             name.replace(".txt", " (1).txt"), name.replace("Q", "Q_new"), f"{name}/", "it's.txt", "\u202e.txt")  # fmt: skip
    other = (chance.choice(names), data)
    return chance.choice([[*members, members[at]], members[:at] + members[at + 1 :], [*members, other],
                          [*members[:at], other, *members[at + 1 :]]])  # fmt: skip


def require_accounted(load: QuarterLoad, lake: FolderLake) -> None:
    """Every line of every file was loaded, split, joined or rejected, and the lake holds just that."""
    held, rejected = Counter[str](), Counter[str]()
    for member in load.members:
        assert member.lines + member.lines_split - member.lines_joined == member.rows_loaded + member.rows_rejected
        folder = "deleted_case" if member.table == "DELETED" else member.table.casefold()
        held[folder] += member.rows_loaded
        rejected[member.table] += member.rows_rejected
    for folder, count in held.items():
        assert pq.read_metadata(lake.folder / folder / f"{load.quarter}.parquet").num_rows == count
    lines = pq.read_table(lake.folder / "rejected_line" / f"{load.quarter}.parquet")["table_name"].to_pylist()
    assert Counter(lines) == +rejected


def try_mutation(number: int) -> bool:
    """Whether a mutation was loaded; else it was refused in one sentence without a word of a report."""
    chance = random.Random(number)
    with TemporaryDirectory(prefix="nibwatch-fuzz-") as folder, warnings.catch_warnings(action="ignore"):
        path, lake = Path(folder) / "faers.zip", FolderLake(Path(folder) / "lake")
        quarter = write_mutated(path, chance)
        try:
            load = load_quarter(path, quarter=quarter, lake=lake, threads=1)
        except OutsideError as refusal:
            sentence = str(refusal)
            assert "\n" not in sentence and sentence.isprintable() and len(sentence) < 1000, sentence
            assert SECRET.decode().casefold() not in sentence.casefold(), sentence
            assert not [name for name in lake.names("") if name.endswith(".parquet")], "a refused quarter left files"
            return False
        require_accounted(load, lake)
        return True


def main(count: int) -> None:
    loaded = 0
    for number in range(count):
        try:
            loaded += try_mutation(number)
        except Exception:
            print(f"mutation {number} failed")
            raise
    print(f"{count:,} mutations tried: {loaded:,} loaded, {count - loaded:,} refused, 0 failed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
