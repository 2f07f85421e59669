"""Which members of a zip are read, and which zips are refused as a whole."""

import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipInfo

import pytest

from signals.errors import OutsideError
from signals.sources.faers.archive import Contents, Limits, open_archive, read_contents, read_member
from tests.sources.faers.conftest import Lake
from tests.sources.faers.zips import FAERS, FAERS_ROWS, faers_members, text_of, write_zip


def contents_of(archive: Path, limits: Limits | None = None) -> Contents:
    with open_archive(archive) as opened:
        return read_contents(opened, "2024Q1", limits or Limits())


def with_member(tmp_path: Path, member: str | ZipInfo, data: bytes = b"x") -> Path:
    """An ordinary zip with one member more."""
    archive = write_zip(tmp_path / "faers_ascii_2024q1.zip", faers_members())
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(member, data)
    return archive


@pytest.mark.parametrize(
    "name", ["ascii/DEMO04Q1.TXT", "ascii/demo12q4.txt", "ASCII/DEMO18Q1_new.txt", "DEMO24Q1.txt", "Ascii/Demo24q1.Txt"]
)
def test_a_table_is_found_however_fda_spells_its_member(tmp_path: Path, name: str) -> None:
    files = faers_members()
    files[name] = files.pop("ASCII/DEMO24Q1.txt")
    assert contents_of(write_zip(tmp_path / "z.zip", files)).tables["DEMO"].filename == name


def test_a_new_file_stands_in_for_the_one_it_corrects(tmp_path: Path) -> None:
    contents = contents_of(with_member(tmp_path, "ASCII/DEMO24Q1_new.txt"))
    assert contents.tables["DEMO"].filename == "ASCII/DEMO24Q1_new.txt"


def test_two_files_for_one_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="2 files for DEMO"):
        contents_of(with_member(tmp_path, "more/demo24q1.txt"))


def test_a_file_that_only_looks_like_a_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="looks like a DRUG file"):
        contents_of(with_member(tmp_path, "ASCII/DRUG_part2.txt"))


def test_a_file_named_for_another_quarter_is_noted(tmp_path: Path) -> None:
    files = faers_members()
    files["ASCII/DEMO23Q4.txt"] = files.pop("ASCII/DEMO24Q1.txt")
    contents = contents_of(write_zip(tmp_path / "z.zip", files))
    assert contents.notes == {"DEMO": "the file is named for 2023Q4, the zip for 2024Q1"}


def test_fdas_documents_are_left_alone(tmp_path: Path) -> None:
    documents = ["ASCII/DEMO24Q1.pdf", "ASCII/STAT24Q1.TXT", "ASCII/SIZE24Q1.TXT", "FAQs.pdf", "Readme.doc"]
    files = faers_members() | dict.fromkeys(documents, b"%PDF")
    assert len(contents_of(write_zip(tmp_path / "z.zip", files)).tables) == 7


@pytest.mark.parametrize("table", ["DEMO", "DRUG", "REAC"])
def test_a_zip_without_demo_drug_or_reac_is_refused(lake: Lake, table: str) -> None:
    files = faers_members()
    del files[f"ASCII/{table}24Q1.txt"]
    with pytest.raises(OutsideError, match=f"holds no {table} file"):
        lake.load(files)
    assert lake.files.names("") == set()


DELETED_LISTS = [
    "deleted/ADR19Q1DeletedCases.txt",
    "deleted/AllDeletedCases.txt",
    "Deleted/ADR20Q3DeletedCases.txt",
    "Deleted/20Q4DeletedCases.txt",
    "DELETED/DELETE21Q4.txt",
    "AllDeletedCases.txt",
    "Deleted/22Q1.txt",
]


@pytest.mark.parametrize("name", DELETED_LISTS)
def test_each_spelling_of_a_deleted_list_is_read(lake: Lake, name: str) -> None:
    lake.load(faers_members() | {name: b" \r\n10153291\r\n10153292\r\n10153291"})
    assert lake.values("deleted_case", "caseid") == ["10153291", "10153292", "10153291"]
    assert lake.counts("DELETED") == (4, 0, 0, 3, 0, 1)
    assert [row["member"] for row in lake.rows("rejected_line")] == [name]


def test_all_lists_of_a_zip_are_read(lake: Lake) -> None:
    lists = [name for name in DELETED_LISTS if name != "AllDeletedCases.txt"]  # another folder has it
    lake.load(faers_members() | {name: b"1000%d\n" % number for number, name in enumerate(lists)})
    assert lake.values("deleted_case", "caseid") == [f"1000{number}" for number in range(len(lists))]
    assert len([row for row in lake.rows("load") if row["table_name"] == "DELETED"]) == len(lists)


@pytest.mark.parametrize("name", ["Deleted/DELETE24Q1.txt", "more/delete24q1.txt", "Deleted\\DELETE24Q1.txt"])
def test_a_list_that_a_zip_has_twice_is_refused(lake: Lake, tmp_path: Path, name: str) -> None:
    archive = write_zip(tmp_path / "z.zip", faers_members() | {"Deleted/DELETE24Q1.txt": b" \r\n12345\r\n"})
    with zipfile.ZipFile(archive, "a") as opened, warnings.catch_warnings(action="ignore"):
        opened.writestr(name, b" \r\n12345\r\n")
    with pytest.raises(OutsideError, match="2 files of one name"):
        lake.load_zip(archive, "2024Q1")


def test_a_zip_packed_again_on_windows_or_macos_loads_and_says_what_is_left_out(lake: Lake) -> None:
    added = ["__MACOSX/ASCII/._DEMO24Q1.txt", "__MACOSX/Deleted/._DELETE24Q1.txt", "ASCII/.DS_Store", "Thumbs.db",
             "ASCII\\desktop.ini", "Deleted/._DELETE24Q1.txt"]  # fmt: skip
    files = {name.replace("/", "\\"): data for name, data in faers_members().items()}
    load = lake.load(files | dict.fromkeys(added, b"\0\5\x16\7") | {'Reviewer\'s "notes".docx': b"x"})
    assert (load.rows_loaded, load.rows_rejected) == (7, 0)
    (note,) = load.notes
    assert note == "6 files of macOS or Windows are left out, for instance __MACOSX/ASCII/._DEMO24Q1.txt"


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_table_is_treated_as_a_missing_one(lake: Lake, data: bytes) -> None:
    assert lake.load(faers_members(OUTC=data)).notes == ("the zip's OUTC file is empty",)
    with pytest.raises(OutsideError, match="holds no REAC file, or an empty one"):
        lake.load(faers_members(REAC=data), "2024Q2")


def test_a_zip_in_a_zip_is_named(lake: Lake) -> None:
    with pytest.raises(OutsideError, match=r"it holds the zip inner/faers_ascii_2024q1\.ZIP"):
        lake.load({"inner/faers_ascii_2024q1.ZIP": b"PK"})


SECRET = "Eye pruritus"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(b"\r\n", b"\r"),
        lambda text: text.decode().encode("utf-16"),
        lambda text: text.partition(b"\r\n")[2],
        lambda text: text.replace(b"$", b","),
        lambda text: text.replace(b"\r\n", b"$", 1),
        lambda text: text.replace(b"pt", b"Eye pruritus", 1),
        lambda text: text.replace(b"\r\n", b" " * 20_000),
    ],
)
def test_a_refusal_says_what_is_wrong_and_repeats_no_text_of_a_report(
    lake: Lake, damage: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(OutsideError, match=r"REAC24Q1\.txt") as refused:
        lake.load(faers_members(REAC=damage(text_of(FAERS["REAC"], FAERS_ROWS["REAC"]))))
    assert SECRET.lower() not in str(refused.value).lower()
    assert "1001678125" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_refused_as_such(lake: Lake, encoding: str) -> None:
    text = text_of(FAERS["REAC"], FAERS_ROWS["REAC"]).decode().encode(encoding)
    with pytest.raises(OutsideError, match=r"REAC24Q1\.txt is text in UTF-16 .* save the file as UTF-8"):
        lake.load(faers_members(REAC=text))


def test_a_zip_without_a_list_has_an_empty_one(lake: Lake) -> None:
    lake.load(faers_members())
    assert lake.rows("deleted_case") == []


def test_what_is_no_case_number_is_rejected_with_its_line_number(lake: Lake) -> None:
    lake.load(faers_members() | {"Deleted/DELETE24Q1.txt": b"caseid\n1015\n\n12x\n 1016 \n\xff\n"})
    assert lake.values("deleted_case", "caseid") == ["1015", " 1016 "]
    rejected = [(row["line_number"], row["reason"], row["line"]) for row in lake.rows("rejected_line")]
    assert rejected == [
        (1, "not a case number", "caseid"),
        (3, "empty line", ""),
        (4, "not a case number", "12x"),
        (6, "not a case number", "ÿ"),
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("/etc/cron.d/evil", "absolute path"),
        ("C:/evil.txt", "absolute path"),
        ("../../evil.txt", "climbs out"),
        ("ASCII/../../evil.txt", "climbs out"),
        ("..\\..\\evil.txt", "climbs out"),
        ("\\evil.txt", "absolute path"),
        ("a\nb.txt", "control characters"),
        ("a\x1bb.txt", "control characters"),
    ],
)
def test_a_hostile_name_refuses_the_zip_and_writes_nothing(lake: Lake, tmp_path: Path, name: str, fault: str) -> None:
    archive = with_member(tmp_path, name)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutsideError, match=fault):
        lake.load_zip(archive, "2024Q1")
    (lake.path / "scratch").rmdir()
    lake.path.rmdir()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = ZipInfo("ASCII/link.txt")
    link.external_attr = 0o120777 << 16
    with pytest.raises(OutsideError, match="link"):
        contents_of(with_member(tmp_path, link, b"/etc/passwd"))


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    archive = with_member(tmp_path, "secret.txt")
    data = bytearray(archive.read_bytes())
    entry = data.rindex(b"PK\x01\x02")  # the directory entry of the last member; bit 0 of its flags: encrypted
    data[entry + 8] |= 1
    archive.write_bytes(data)
    with pytest.raises(OutsideError, match="encrypted"):
        contents_of(archive)


def test_an_unusual_packing_is_refused(tmp_path: Path) -> None:
    packed = ZipInfo("notes.txt")
    packed.compress_type = zipfile.ZIP_BZIP2
    with pytest.raises(OutsideError, match="packed by method 12"):
        contents_of(with_member(tmp_path, packed))


def test_thousands_of_members_are_refused(tmp_path: Path) -> None:
    files = faers_members() | {f"more/{number}.pdf": b"" for number in range(2000)}
    with pytest.raises(OutsideError, match="2,007 members"):
        contents_of(write_zip(tmp_path / "z.zip", files))


def test_a_member_that_inflates_absurdly_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="more than 400-fold"):
        contents_of(with_member(tmp_path, "big.txt", bytes(20 << 20)))


def test_a_member_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="beyond the limit"):
        contents_of(with_member(tmp_path, "big.txt", bytes(2000)), Limits(member_bytes=1000))
    with pytest.raises(OutsideError, match="beyond the limit"):
        contents_of(tmp_path / "faers_ascii_2024q1.zip", Limits(total_bytes=1000))


def test_a_member_is_never_read_beyond_the_size_it_declares(tmp_path: Path) -> None:
    archive = with_member(tmp_path, "ASCII/more.txt", b"1234567890" * 1000)
    data = bytearray(archive.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 100)  # the declared size, after the fact
    archive.write_bytes(data)
    read = 0
    with open_archive(archive) as opened, pytest.raises(OutsideError, match="cannot be read as a whole zip"):
        for block in read_member(opened, opened.getinfo("ASCII/more.txt"), 50):
            read += len(block)
    assert read <= 100


@pytest.mark.parametrize("kept", [0, 100, -1, -200])
def test_a_zip_cut_short_is_refused(lake: Lake, tmp_path: Path, kept: int) -> None:
    archive = write_zip(tmp_path / "faers_ascii_2024q1.zip", faers_members())
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(OutsideError, match="cannot be read as a whole zip"):
        lake.load_zip(archive, "2024Q1")
    assert lake.files.names("") == set()


def test_a_page_in_the_place_of_a_zip_is_refused(lake: Lake, tmp_path: Path) -> None:
    page = tmp_path / "faers_ascii_2024q1.zip"
    page.write_text("<html>Service unavailable</html>")
    with pytest.raises(OutsideError, match="cannot be read as a whole zip"):
        lake.load_zip(page, "2024Q1")


def test_no_zip_at_all_is_reported(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="no such file"):
        lake.load_zip(tmp_path / "absent.zip", "2024Q1")


def test_a_damaged_member_refuses_the_quarter(lake: Lake, tmp_path: Path) -> None:
    drugs = text_of(FAERS["DRUG"], *[FAERS_ROWS["DRUG"]] * 50)
    archive = tmp_path / "faers_ascii_2024q1.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for name, data in faers_members(DRUG=drugs).items():
            opened.writestr(name, data)
    archive.write_bytes(archive.read_bytes().replace(b"SANDOSTATIN", b"SANDOSTATIX", 1))
    with pytest.raises(OutsideError, match="Bad CRC-32"):
        lake.load_zip(archive, "2024Q1")
    assert lake.files.names("") == set()
