"""The place of the lake is a folder or the URL of an object store, and never holds anything secret."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signals.errors import RequestError
from signals.lake.location import lake_location
from signals.settings import settings, use_lake

SECRET = "vErYsEcReT"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NIBWATCH_LAKE", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_a_folder_is_absolute_whatever_the_current_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert lake_location("shared/lake") == str(tmp_path / "shared" / "lake")
    assert lake_location("file:///shared/lake") == "/shared/lake"


@pytest.mark.parametrize(
    "url",
    [
        "s3://bucket/a/lake",
        "s3://bucket?endpoint_override=http%3A%2F%2F127.0.0.1%3A9000&region=eu-central-1",
        "gs://anonymous@bucket/lake",
        "gcs://bucket",
        "abfs://container@account.dfs.core.windows.net/lake",
        "hdfs://namenode:8020/lake",
    ],
)
def test_a_url_of_a_known_store_is_kept_as_it_is(url: str) -> None:
    assert lake_location(url) == url


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (f"s3://AKIAXYZ:{SECRET}@bucket/lake", "without key, password or token"),
        (f"s3://{SECRET}@bucket/lake", "without key, password or token"),
        (f"s3://bucket/lake?secret_key={SECRET}", "without key, password or token"),
        (f"s3://bucket/lake?region=x&session_token={SECRET}", "without key, password or token"),
        (f"abfs://:{SECRET}@container.dfs.core.windows.net/lake", "without key, password or token"),
        (f"ftp://user:{SECRET}@host/lake", "begins with s3://"),
        ("https://bucket.example.org/lake", "begins with s3://"),
        ("s3:///lake", "names no bucket"),
        ("file://host/lake", "written file:///folder"),
    ],
)
def test_what_is_no_place_or_holds_a_secret_is_refused_without_repeating_it(
    given: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIBWATCH_LAKE", given)
    with pytest.raises(RequestError) as raised:
        settings()
    assert said in str(raised.value)
    assert "NIBWATCH_LAKE" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_the_lake_of_this_run_can_be_set_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIBWATCH_LAKE", "s3://bucket/real")
    assert settings().lake == "s3://bucket/real"
    use_lake(str(tmp_path))
    assert settings().lake == str(tmp_path)


def test_a_relative_folder_in_the_settings_file_is_meant_from_where_the_file_lies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nibwatch.toml").write_text('lake = "beside"\n')
    monkeypatch.setenv("NIBWATCH_DATA_DIR", str(tmp_path))
    assert settings().lake == str(tmp_path / "beside")
