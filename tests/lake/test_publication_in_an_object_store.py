"""A data directory whose lake lies in an object store publishes and answers as one with its lake beside it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from signals.answers.case import read_case
from signals.answers.doctor import check_lake
from signals.answers.status import status
from signals.data_directory import lake_of
from signals.database import LAKE_TABLES
from signals.errors import RequestError
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import loaded_quarters
from signals.settings import settings
from tests.object_store import bucket, folder_url
from tests.publications import FEW_DRUGS, Publication, load, publish, published_differences


@pytest.fixture(scope="module")
def in_store(few_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    """The zips of few_publication, whose lake lies beside it, published with the lake in an object store.

    The settings name the store while it is used.
    """
    home = tmp_path_factory.mktemp("apart")
    with bucket() as url, pytest.MonkeyPatch.context() as patched:
        patched.setenv("NIBWATCH_LAKE", folder_url(url, "lake"))
        settings.cache_clear()
        load(home, (few_publication.home / "fda").glob("*.zip"))
        publish(home, FEW_DRUGS)
        yield Publication(home)
    settings.cache_clear()


def test_the_same_is_published_and_nothing_of_the_lake_lies_in_the_data_directory(
    in_store: Publication, few_publication: Publication
) -> None:
    assert published_differences(in_store.path, few_publication.path) == {}
    assert {path.name for path in in_store.home.iterdir()} == {"nibwatch.duckdb"}


def test_the_store_holds_the_quarters_and_what_lasts_of_them_and_nothing_of_the_build(
    in_store: Publication, few_publication: Publication
) -> None:
    lake = lake_of(in_store.home)
    assert not isinstance(lake, FolderLake)
    assert loaded_quarters(lake).keys() == loaded_quarters(lake_of(few_publication.home)).keys()
    folders = {name.partition("/")[0] for name in lake.names("")}
    assert folders == {*LAKE_TABLES, "by_quarter"}
    assert {name.split("/")[1] for name in lake.names("by_quarter")} == {"lasting"}


def test_nothing_new_in_the_store_publishes_nothing(in_store: Publication) -> None:
    assert not publish(in_store.home, FEW_DRUGS)


def test_a_case_is_the_same_from_the_store(
    in_store: Publication, few_publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(few_publication.path), read_only=True) as published:
        caseid = published.execute(
            "SELECT caseid FROM faers.cases ORDER BY version_count DESC, caseid LIMIT 1"
        ).fetchall()[0][0]
    from_store = read_case(in_store.home, caseid)
    monkeypatch.delenv("NIBWATCH_LAKE")
    settings.cache_clear()
    from_folder = read_case(few_publication.home, caseid)
    monkeypatch.undo()
    settings.cache_clear()
    assert len(from_folder["demo"]) > 1, "a case of several versions"
    assert from_store == from_folder


def test_status_and_doctor_look_into_the_store(in_store: Publication) -> None:
    assert " ".join(status(in_store.home, ask_source=False).text.split()).startswith(
        f"3 quarters loaded in {lake_of(in_store.home).location}: 2012Q2, 2022Q4 to 2023Q1"
    )
    found = check_lake(lake_of(in_store.home))
    assert (found.state, "holds 3 quarters" in found.sentence) == ("ok", True)
    assert not any("doctor" in name for name in lake_of(in_store.home).names(""))


def test_doctor_names_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="NIBWATCH_LAKE"):
        check_lake(FolderLake(tmp_path / "file" / "lake"))
