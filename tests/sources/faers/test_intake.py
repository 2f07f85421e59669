"""What the ingest step makes of zips that cannot be loaded, and of refusals that no longer hold."""

from pathlib import Path

import pytest

from signals.demo.exports import serve_exports
from signals.errors import OutsideError
from signals.lake.folder import FolderLake
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import Refusal, record_refusals, refusals
from signals.quarter import EVERY_QUARTER, Quarter, parse_range
from signals.sources.faers.archive import DamagedZipError
from signals.sources.faers.fetch import Fetched, fetch
from signals.sources.faers.intake import forget_damaged, load_fetched, needs_work, tried_quarters
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.source import Offer, open_source
from signals.sources.faers.zip_name import zip_name
from tests.sources.faers.zips import faers_members, write_zip

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
