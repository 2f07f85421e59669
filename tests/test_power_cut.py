"""What must last is on the disk before it is named: a power cut at any moment loses nothing that was said to be done."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.build.pair_history import kept_files
from signals.build.publication import PREVIOUS_NAME
from signals.database import PUBLISHED_NAME, open_read_only
from signals.demo import make_world
from signals.demo.export_server import serve_exports
from signals.digest.dispatch import ledger, write_digest
from signals.literature.store import LiteratureStore, Publication
from signals.mail.sent_ledger import Entry
from signals.published import run_ids
from signals.quarter import Quarter
from signals.sources.faers.ledger import Ledger
from signals.vocabulary.watchlist import load_watchlist
from tests.power_cut import PowerCut
from tests.publications import FEW_DRUGS, ingest
from tests.publications import Publication as Published

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    """A patch that ends before the checks at the end of a test."""
    with pytest.MonkeyPatch.context() as patched:
        yield patched


def hashes(folder: Path, pattern: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob(pattern)
        if path.is_file()
    }


def published(path: Path) -> list[str]:
    with open_read_only(path) as connection:
        return run_ids(connection)


def test_publishing(two_publications: Published, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    home = two_publications.copied_to(tmp_path / "home").home
    shutil.rmtree(home / "history")
    before = published(home / PUBLISHED_NAME)
    plan = replace(build_plan.plan(home, [load_watchlist(FEW_DRUGS)], source="a test"), fingerprint="another")
    finish(plan, before[0])
    cut, found = PowerCut(home, tmp_path / "store"), set()

    def check(left: Path) -> None:
        now, earlier = published(left / PUBLISHED_NAME), published(left / PREVIOUS_NAME)
        if now == before:
            assert earlier in (before, before[1:])
        else:
            assert (now, earlier) == ([plan.run_id, *before], before)
            assert [path.stem for path in kept_files(left)] == [before[0]], "the pairs that it replaced are kept"
        found.add(len(now))

    cut.watch(patch, check)
    build_publication.publish_build(plan)
    patch.undo()
    assert found == {len(before), len(before) + 1}
    left = cut.left(with_every_name=False)
    check(left)
    assert published(left / PUBLISHED_NAME) == [plan.run_id, *before], "what was said to be published is"
    for lasting in ("nibwatch*.duckdb", "history/pair/*.parquet"):
        assert hashes(left, lasting) == hashes(home, lasting) != {}


def finish(plan: build_plan.Plan, replaced: str) -> None:
    """What a build leaves for publishing, made of the publication before: a file, and the pairs that it replaces."""
    (plan.build_folder / "history" / "pair").mkdir(parents=True)
    (plan.build_folder / "history" / "pair" / f"{replaced}.parquet").write_text("pairs")
    shutil.copyfile(plan.previous, plan.target)
    own = f"SELECT * REPLACE ('{plan.run_id}' AS run_id, CAST(NULL AS TIMESTAMP) AS published_at) FROM meta.run LIMIT 1"
    with duckdb.connect(str(plan.target)) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE meta.run AS ({own}) UNION ALL FROM meta.run")


def test_fetching_and_loading(tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    quarters, home = ("2012Q3", "2023Q1"), tmp_path / "home"
    make_world(tmp_path / "fda", quarters=quarters[:1], reports_per_quarter=200)
    with serve_exports(tmp_path / "fda") as url:
        ingest(url, home, ",".join(quarters))
        before = {quarters[0]: hashes(home, f"lake/*/{quarters[0]}.parquet")}
        make_world(tmp_path / "fda", quarters=quarters, reports_per_quarter=210)
        cut = PowerCut(home, tmp_path / "store")
        held: list[dict[str, dict[str, str]]] = []

        def check(left: Path) -> None:
            for quarter, entry in Ledger(left / "raw" / "ledger.json").entries().items():
                zip_now = hashlib.sha256((left / "raw" / entry.name).read_bytes()).hexdigest()
                is_next = zip_now != entry.sha256 and quarter == Quarter.parse(quarters[0])
                assert not is_next or zip_now in next_zips, "no entry of the ledger without its zip"
                assert is_next or zip_now == entry.sha256
            names = {path.stem for path in (left / "lake" / "load").glob("*.parquet")}
            held.append({name: hashes(left, f"lake/*/{name}.parquet") for name in names})

        next_zips = set(hashes(tmp_path / "fda", "*.zip").values())
        cut.watch(patch, check)
        ingest(url, home, ",".join(quarters))
        patch.undo()
    after = {quarter: hashes(home, f"lake/*/{quarter}.parquet") for quarter in quarters}
    for seen in held:
        for quarter, files in seen.items():
            assert files in (before.get(quarter), after[quarter]), "a quarter with a marker is whole"
    left = cut.left(with_every_name=False)
    for lasting in ("raw/*.zip", "raw/ledger.json", "lake/*/*.parquet"):
        assert hashes(left, lasting) == hashes(home, lasting) != {}


def test_the_digest_who_got_it_and_what_was_found(small_publication: Published, tmp_path: Path) -> None:
    home = small_publication.copied_to(tmp_path / "home").home
    cut = PowerCut(home, tmp_path / "store")
    with pytest.MonkeyPatch.context() as patch:
        cut.watch(patch, lambda left: [path.read_bytes() or pytest.fail(f"{path} is empty") for path in left.glob("digests/*.eml")] and None)  # fmt: skip
        digest = write_digest(home / PUBLISHED_NAME, home, sender="n@example.org", recipients=[], as_of=NOW)
        assert hashes(cut.left(with_every_name=False), "digests/*.eml") == hashes(home, "digests/*.eml") != {}
        for state in ("handing over", "sent"):
            ledger(home).add(Entry(NOW.isoformat(), digest.message_id, "ann@example.org", state))
            (entry,) = ledger(cut.left(with_every_name=False)).states(digest.message_id).values()
            assert entry.state == state, "it is on the disk before the next step"
        LiteratureStore(home / "literature").write("publication", [Publication("1")])
        assert LiteratureStore(cut.left(with_every_name=False) / "literature").publications()
