"""What holds for any file: every line is accounted for, wherever the blocks are cut."""

import io
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signals.errors import OutsideError
from signals.sources.faers import line_blocks
from signals.sources.faers.archive import TABLES, open_archive, read_contents
from signals.sources.faers.archive import Limits as ArchiveLimits
from signals.sources.faers.layout import Header, understand_header
from signals.sources.faers.line_blocks import split_header
from signals.sources.faers.line_repair import repair
from signals.sources.faers.line_scan import scan
from tests.sources.faers.conftest import Lake
from tests.sources.faers.zips import AERS, AERS_ROWS, FAERS, FAERS_ROWS, faers_members

GOOD = FAERS_ROWS["DRUG"]
PIECES = st.one_of(
    st.just(GOOD),
    st.just(GOOD + GOOD),
    st.just(GOOD + b"$"),
    st.just(GOOD.replace(b"SANDO", b"SAN\rDO")),
    st.just(GOOD.replace(b"SANDO", b"SAN\nDO")),
    st.just(GOOD.replace(b"SANDO", b"SAN\xe9DO")),
    st.just(GOOD.replace(b"SANDO", b"SAN$DO")),
    st.integers(0, len(GOOD)).map(lambda stop: GOOD[:stop]),
    st.integers(0, len(GOOD)).map(lambda start: GOOD[start:]),
    st.sampled_from([b"", b" ", b"garbage", b"$", b"$" * 40, b"\x1a", b"\x00", b"\xff\xfe"]),
    st.binary(max_size=60),
)
ENDINGS = st.sampled_from([b"\r\n", b"\n"])


def sizes(data: bytes, size: int) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    while block := stream.read(size):
        yield block


def outcome(data: bytes, header: Header, block_size: int) -> tuple[int, int, int, list[str], list[int]]:
    """Physical lines, split, joined, loaded lines' text, and numbers of rejected lines."""
    count = split = joined = 0
    rows: list[str] = []
    rejected: list[int] = []
    for block in scan(sizes(data, block_size), width=header.width, may_trail=False, member="DRUG"):
        count += block.line_count
        regular = [line for line in block.regular.decode().split("\n") if line]
        assert len(regular) == block.regular_count
        rows += regular
        for repaired in (part for run in block.suspects for part in repair(run, header, block.style)):
            split, joined = split + repaired.lines_split, joined + repaired.lines_joined
            rows += ["$".join(row) for row in repaired.rows]
            rejected += [line.number for line in repaired.rejected]
    return count, split, joined, rows, rejected


DRUG_HEADER = understand_header(FAERS["DRUG"], table="DRUG", quarter="2024Q1", member="DRUG")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, ENDINGS), max_size=25), st.booleans())
def test_every_line_is_loaded_joined_or_rejected(parts: list[tuple[bytes, bytes]], is_cut: bool) -> None:
    data = b"".join(piece + ending for piece, ending in parts)
    data = data.rstrip(b"\r\n") if is_cut else data
    count, split, joined, rows, rejected = outcome(data, DRUG_HEADER, len(data) + 1)
    assert count == data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))
    assert count + split - joined == len(rows) + len(rejected)
    assert rejected == sorted(set(rejected))
    assert all(row.count("$") == DRUG_HEADER.width - 1 for row in rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=20), st.integers(1, 400))
def test_where_the_blocks_are_cut_changes_nothing(pieces: list[bytes], block_size: int) -> None:
    data = b"".join(piece + b"\n" for piece in [GOOD, GOOD, *pieces])
    whole = outcome(data, DRUG_HEADER, len(data))
    parts = outcome(data, DRUG_HEADER, block_size)
    assert whole[:3] == parts[:3]
    assert sorted(whole[3]) == sorted(parts[3])
    assert whole[4] == parts[4]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PIECES, ENDINGS), max_size=12))
def test_the_counts_of_a_loaded_file_add_up(lake: Lake, parts: list[tuple[bytes, bytes]]) -> None:
    data = b"".join(piece + ending for piece, ending in [(GOOD, b"\r\n"), *parts])
    lake.load(faers_members(DRUG=FAERS["DRUG"] + b"\r\n" + data))
    count, split, joined, loaded, repaired, rejected = lake.counts("DRUG")
    assert count == data.count(b"\n")
    assert count + split - joined == loaded + rejected
    assert loaded == len(lake.rows("drug")) >= repaired
    assert rejected == len(lake.rows("rejected_line"))


def test_an_aers_file_of_mixed_ends_loses_only_the_last_dollar() -> None:
    header = understand_header(AERS["INDI"], table="INDI", quarter="2004Q2", member="INDI")
    row = AERS_ROWS["INDI"]
    data = b"".join([row + b"$\r\n", row + b"$\r\n", row + b"\n", row + b"$"])
    (*blocks,) = scan(sizes(data, 1000), width=header.width, may_trail=True, member="INDI")
    assert sum(block.regular_count for block in blocks) == 4
    texts = b"".join(block.regular for block in blocks if not block.has_trailing)
    assert all(line.count(b"$") == 2 for line in texts.splitlines())


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    endless = (b"1$2$" * 1000 for _ in iter(int, 1))
    with patch.object(line_blocks, "MAX_LINE_BYTES", 1 << 20), pytest.raises(OutsideError, match="a line of more than"):
        list(scan(endless, width=20, may_trail=False, member="DRUG24Q1.txt"))
    with pytest.raises(OutsideError, match="header line"):
        split_header(endless, "DRUG24Q1.txt")


@pytest.mark.parametrize("data", [b"", b"\n", b"  \r\n1$2\n"])
def test_a_file_without_a_header_is_refused(data: bytes) -> None:
    with pytest.raises(OutsideError, match="header line"):
        split_header(iter([data]), "DRUG24Q1.txt")


QUARTERS = {
    "aers_ascii_2004q1.zip": "2004Q1",
    "faers_ascii_2017q2.zip": "2017Q2",
    "faers_ascii_2022Q4.zip": "2022Q4",
    "faers_ascii_2023q1.zip": "2023Q1",
    "faers_ascii_2026q2.zip": "2026Q2",
}


@pytest.mark.parametrize("name", QUARTERS)
def test_the_real_files_load_line_for_line(lake: Lake, shared: Path, name: str) -> None:
    archive = shared / "real" / "faers" / name
    quarter = QUARTERS[name]
    lake.load_zip(archive, quarter)
    with open_archive(archive) as opened:
        contents = read_contents(opened, quarter, ArchiveLimits())
        for table in TABLES:
            physical = opened.read(contents.tables[table]).splitlines()[1:]
            assert lake.counts(table, quarter) == (len(physical), 0, 0, len(physical), 0, 0)
            assert len(lake.rows(table.casefold(), quarter)) == len(physical)


def test_the_real_values_are_verbatim(lake: Lake, shared: Path) -> None:
    lake.load_zip(shared / "real" / "faers" / "faers_ascii_2023q1.zip", "2023Q1")
    with open_archive(shared / "real" / "faers" / "faers_ascii_2023q1.zip") as opened:
        physical = opened.read("ASCII/DRUG23Q1.txt").decode().splitlines()
    columns = physical[0].split("$")
    expected = [[value or None for value in line.split("$")] for line in physical[1:]]
    assert [[row[column] for column in columns] for row in lake.rows("drug", "2023Q1")] == expected


def test_the_real_list_of_2022q4_loads_but_for_its_lone_space(lake: Lake, shared: Path) -> None:
    lake.load_zip(shared / "real" / "faers" / "faers_ascii_2022Q4.zip", "2022Q4")
    assert lake.counts("DELETED", "2022Q4") == (3625, 0, 0, 3624, 0, 1)


def test_the_incomplete_real_quarter_is_refused_whole(lake: Lake, shared: Path) -> None:
    with pytest.raises(OutsideError, match="holds no REAC file"):
        lake.load_zip(shared / "real" / "faers_incomplete" / "faers_ascii_2020q3.zip", "2020Q3")
    assert lake.files.names("") == set()
