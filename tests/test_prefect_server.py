"""Whether a Prefect server is to be used, known without importing Prefect."""

import subprocess
import sys
from pathlib import Path

import pytest

from signals.errors import OutsideError, RequestError
from signals.prefect_server import prefect_api_url, require_server

PROFILES = """
active = "office"
[profiles.office]
PREFECT_API_URL = "https://prefect.example.org/api"
[profiles.alone]
"""


def test_the_environment_names_the_server_or_none(tmp_path: Path) -> None:
    (tmp_path / "profiles.toml").write_text(PROFILES)
    home = {"PREFECT_HOME": str(tmp_path)}
    assert prefect_api_url({**home, "PREFECT_API_URL": "http://here/api"}) == "http://here/api"
    assert prefect_api_url({**home, "PREFECT_API_URL": ""}) is None


def test_the_active_profile_names_it_and_another_may_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "profiles.toml").write_text(PROFILES)
    home = {"PREFECT_HOME": str(tmp_path)}
    assert prefect_api_url(home) == "https://prefect.example.org/api"
    assert prefect_api_url({"PREFECT_PROFILES_PATH": str(tmp_path / "profiles.toml")}) == prefect_api_url(home)
    assert prefect_api_url({**home, "PREFECT_PROFILE": "alone"}) is None
    assert prefect_api_url({**home, "PREFECT_PROFILE": "local"}) is None


def test_without_profiles_there_is_no_server(tmp_path: Path) -> None:
    home = {"PREFECT_HOME": str(tmp_path)}
    assert prefect_api_url(home) is None


@pytest.mark.parametrize("profiles", ["active = ", "profiles = 3", "active = 3\n[profiles]\nlocal = 1"])
def test_profiles_that_cannot_be_read_are_refused_with_their_path(tmp_path: Path, profiles: str) -> None:
    (tmp_path / "profiles.toml").write_text(profiles)
    with pytest.raises(RequestError, match=r"profiles\.toml cannot be read"):
        prefect_api_url({"PREFECT_HOME": str(tmp_path), "PREFECT_PROFILE": "local"})


@pytest.mark.parametrize(("profiles", "profile"), [(PROFILES, ""), (None, "local")])
def test_prefect_itself_reads_the_same(tmp_path: Path, profiles: str | None, profile: str) -> None:
    if profiles:
        (tmp_path / "profiles.toml").write_text(profiles)
    environment = {"PREFECT_HOME": str(tmp_path), **({"PREFECT_PROFILE": profile} if profile else {})}
    code = "from prefect.settings import get_current_settings; print(get_current_settings().api.url)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == str(prefect_api_url(environment)), done.stderr


def test_a_server_that_does_not_answer_is_named_before_anything_is_done() -> None:
    with pytest.raises(OutsideError, match=r"http://127\.0\.0\.1:9/api, does not answer .*PREFECT_API_URL to nothing"):
        require_server("http://127.0.0.1:9/api")
