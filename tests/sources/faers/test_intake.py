"""What the ingest step makes of zips that cannot be loaded, and of refusals that no longer hold."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import signals.pipeline.ingest as pipeline
from signals.answers.status import status
from signals.demo.export_server import serve_exports
from signals.errors import OutsideError, RequestError
from signals.lake.folder_lake import FolderLake
from signals.lake.inspection import require_as_loaded
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import Refusal, record_refusals, refusals
from signals.pipeline.runner import LocalRunner
from signals.quarter import EVERY_QUARTER, Quarter, parse_range
from signals.sources.faers.archive import DamagedZipError
from signals.sources.faers.fetch import Fetched, fetch
from signals.sources.faers.intake import IngestOutcome, forget_damaged, load_fetched, needs_work, tried_quarters
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.offer import Offer
from signals.sources.faers.source import open_source
from signals.sources.faers.zip_name import zip_name
from tests.sources.faers.zips import FAERS, FAERS_ROWS, faers_members, text_of, write_zip

QUARTER = Quarter(2024, 1)


def load_if_new(fetched: Fetched, ledger: Ledger, home: Path) -> None:
    try:
        load_fetched(fetched, lake=FolderLake(home / "lake"), threads=1)
    except OutsideError as error:
        forget_damaged(fetched.quarter, error, ledger)
        raise


def damage(path: Path) -> None:
    """Change a byte in the middle, so that a member's checksum is wrong and the zip's table of contents is not."""
    content = bytearray(path.read_bytes())
    content[content.index(b"ASCII/REAC24Q1.txt") + 25] ^= 0xFF
    path.write_bytes(content)


def test_a_zip_with_a_damaged_member_is_refused_and_fetched_again(tmp_path: Path) -> None:
    source, ledger = tmp_path / "fda", Ledger(tmp_path / "raw" / "ledger.json")
    source.mkdir()
    good = write_zip(source / zip_name(QUARTER), faers_members()).read_bytes()
    damage(source / zip_name(QUARTER))
    with serve_exports(source) as url:
        (offer,) = open_source(url).offers(parse_range("2024q1"))
        with pytest.raises(DamagedZipError, match="nothing of the quarter is loaded; fetch it again"):
            load_if_new(fetch(offer, tmp_path / "raw", ledger), ledger, tmp_path)
        assert ledger.entry(QUARTER) is None
        (source / zip_name(QUARTER)).write_bytes(good)
        (offer,) = open_source(url).offers(parse_range("2024q1"))
        assert needs_work(offer, ledger, tmp_path / "raw", loaded_quarters(FolderLake(tmp_path / "lake")))
        load_if_new(fetch(offer, tmp_path / "raw", ledger), ledger, tmp_path)
        assert not needs_work(offer, ledger, tmp_path / "raw", loaded_quarters(FolderLake(tmp_path / "lake")))


def test_a_zip_with_an_unknown_header_is_whole_and_not_fetched_again(tmp_path: Path) -> None:
    source, ledger = tmp_path / "fda", Ledger(tmp_path / "raw" / "ledger.json")
    source.mkdir()
    files = {name: data.replace(b"$pt$", b"$term$", 1) for name, data in faers_members().items()}
    write_zip(source / zip_name(QUARTER), files)
    (offer,) = open_source(str(source)).offers()
    with pytest.raises(OutsideError, match="unknown term; missing pt"):
        load_if_new(fetch(offer, tmp_path / "raw", ledger), ledger, tmp_path)
    assert ledger.entry(QUARTER) is not None
    assert needs_work(offer, ledger, tmp_path / "raw", loaded_quarters(FolderLake(tmp_path / "lake"))), (
        "it is tried again by a later version"
    )


def test_a_refusal_ends_when_the_source_no_longer_has_the_quarter(tmp_path: Path) -> None:
    lake = FolderLake(tmp_path)
    offers = [Offer(QUARTER, name=zip_name(QUARTER), location="there")]
    record_refusals(lake, tried=set(), refused=[Refusal("2023Q4", "broken"), Refusal("2020Q1", "broken")])
    assert tried_quarters(lake, EVERY_QUARTER, offers) == {"2020Q1", "2023Q4", "2024Q1"}
    record_refusals(lake, tried=tried_quarters(lake, parse_range("2023q1..2024q4"), offers), refused=[])
    assert [refusal.quarter for refusal in refusals(lake)] == ["2020Q1"], "nobody asked for it"


class Home:
    """A data directory and a folder of two quarters, ingested as a command does it."""

    def __init__(self, home: Path) -> None:
        self.source, self.data = home / "fda", home / "data"
        self.source.mkdir()
        for quarter in ("2023Q4", "2024Q1"):
            write_zip(self.source / f"faers_ascii_{quarter.lower()}.zip", faers_members(quarter))
        self.ingest()

    def ingest(self) -> IngestOutcome:
        return pipeline.ingest(LocalRunner(), self.data, str(self.source))

    @property
    def lake(self) -> FolderLake:
        return FolderLake(self.data / "lake")

    @property
    def held(self) -> list[str]:
        return list(loaded_quarters(self.lake))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_quarter_set_aside_stays_out_and_is_named_until_it_is_asked_for_again(home: Home) -> None:
    assert pipeline.drop(home.data, "2024q1") == ["2024Q1"]
    assert home.ingest().refused == ()
    assert home.held == ["2023Q4"]
    assert "Refused: 2024Q1: Set aside by `nibwatch ingest --drop 2024q1`" in status(home.data, ask_source=False).text
    assert pipeline.restore(home.data, "2024q1") == ["2024Q1"]
    home.ingest()
    assert (home.held, refusals(home.lake)) == (["2023Q4", "2024Q1"], [])


def test_a_quarter_set_aside_is_loaded_again_when_its_zip_changes(home: Home) -> None:
    pipeline.drop(home.data, "2024q1")
    more = text_of(FAERS["DRUG"], *[FAERS_ROWS["DRUG"]] * 3)
    write_zip(home.source / "faers_ascii_2024q1.zip", faers_members(DRUG=more))
    home.ingest()
    assert (home.held, refusals(home.lake)) == (["2023Q4", "2024Q1"], [])


def test_a_newer_zip_that_is_refused_leaves_the_quarter_set_aside(home: Home) -> None:
    pipeline.drop(home.data, "2024q1")
    write_zip(home.source / "faers_ascii_2024q1.zip", {"ASCII/DEMO24Q1.txt": b"x"})
    assert [refusal.quarter for refusal in home.ingest().refused] == ["2024Q1"]
    assert [bool(refusal.dropped_sha256) for refusal in refusals(home.lake)] == [True]


@pytest.mark.parametrize("quarters", ["2020q1", "2022q1..2022q4"])
def test_a_quarter_that_is_not_loaded_cannot_be_set_aside_or_asked_for_again(home: Home, quarters: str) -> None:
    with pytest.raises(RequestError, match="holds 2023Q4, 2024Q1"):
        pipeline.drop(home.data, quarters)
    with pytest.raises(RequestError, match="was set aside"):
        pipeline.restore(home.data, quarters)


def of_another_kind(path: Path) -> None:
    pq.write_table(pa.table({"number": [1]}), path)


def of_fewer_rows(path: Path) -> None:
    pq.write_table(pq.read_table(path).slice(0, 0), path)


@pytest.mark.parametrize("poison", [of_another_kind, of_fewer_rows, lambda path: path.write_bytes(b"PAR1")])
def test_a_lake_that_was_edited_names_the_quarter_and_how_to_set_it_aside(
    home: Home, poison: Callable[[Path], None]
) -> None:
    poison(home.data / "lake" / "drug" / "2024Q1.parquet")
    with pytest.raises(OutsideError, match="`nibwatch ingest --drop 2024q1` sets it aside"):
        require_as_loaded(home.lake, list(loaded_quarters(home.lake).values()))
    pipeline.drop(home.data, "2024q1")
    require_as_loaded(home.lake, list(loaded_quarters(home.lake).values()))


def test_a_foreign_file_in_the_place_of_a_marker_marks_nothing(home: Home) -> None:
    of_another_kind(home.data / "lake" / "load" / "2024Q1.parquet")
    of_another_kind(home.data / "lake" / "load" / "notes.parquet")
    assert home.held == ["2023Q4"]
