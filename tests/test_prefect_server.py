"""Whether a Prefect server is to be used, known without importing Prefect."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.runner import PrefectRunner
from signals.cli.start import start
from signals.clock import now
from signals.database import PUBLISHED_NAME
from signals.demo.loopback import Reply, serve
from signals.digest.dispatch import write_digest
from signals.errors import OutsideError, RequestError
from signals.pipeline.ingest import ingest
from signals.pipeline.lost_server import ending_without_server
from signals.prefect_server import prefect_api_url, require_server, unknown_profile
from tests.publications import Publication

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


LOSING_ITS_SERVER = """
import sys, threading, time
from pathlib import Path
from signals.pipeline.lost_server import ending_without_server
threading.Thread(target=time.sleep, args=(60,)).start()
with ending_without_server("weekly", Path(sys.argv[1])):
    raise ConnectionError("All connection attempts failed")
"""


def test_a_run_whose_server_died_says_so_once_and_waits_for_nothing(tmp_path: Path) -> None:
    environment = {"PATH": "", "NIBWATCH_DATA_DIR": str(tmp_path), "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    command = [sys.executable, "-c", LOSING_ITS_SERVER, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=40)
    (sentence,) = done.stderr.splitlines()
    assert re.match(
        r"nibwatch: The Prefect server .* does not answer .*; it did when the run began; what was loaded until then is"
        " kept, and nothing is published",
        sentence,
    )
    assert done.returncode == 1


def test_a_server_that_died_after_the_publication_leaves_a_sentence_on_the_missing_digest(
    small_publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("signals.pipeline.lost_server.leave_at_once", leaving)
    (tmp_path / PUBLISHED_NAME).symlink_to(small_publication.path)
    with (
        pytest.raises(SystemExit, match=r"in use, whose digest of .* is missing"),
        ending_without_server("weekly", tmp_path),
    ):
        raise ConnectionError
    write_digest(tmp_path / PUBLISHED_NAME, tmp_path, sender="a@b.example", recipients=[], as_of=now())
    with pytest.raises(SystemExit, match="in use, with its digest"), ending_without_server("weekly", tmp_path):
        raise ConnectionError
    with pytest.raises(SystemExit, match=r"is kept\. Start it"), ending_without_server("ingest", tmp_path):
        raise ConnectionError


@pytest.mark.parametrize(("environment", "named"), [({}, "'remote'"), ({"PREFECT_PROFILE": "gone"}, "'gone'")])
def test_a_profile_that_is_in_no_file_is_named(tmp_path: Path, environment: dict[str, str], named: str) -> None:
    (tmp_path / "profiles.toml").write_text('active = "remote"\n[profiles.office]\n')
    sentence = unknown_profile({"PREFECT_HOME": str(tmp_path), **environment})
    assert sentence is not None
    assert f"profiles.toml has no profile {named}" in sentence


def test_a_run_without_a_server_warns_of_such_a_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_PROFILE", "gone")
    with pytest.raises(RequestError):
        start("digest", data_dir=tmp_path)
    assert "has no profile 'gone'" in caplog.text


@pytest.mark.parametrize(
    "environment", [{"PREFECT_API_URL": ""}, {"PREFECT_PROFILE": "office"}, {"PREFECT_PROFILE": "ephemeral"}]
)
def test_no_server_that_is_meant_is_no_unknown_profile(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "profiles.toml").write_text('active = "remote"\n[profiles.office]\n')
    assert unknown_profile({"PREFECT_HOME": str(tmp_path), **environment}) is None


def test_a_run_that_fails_while_its_server_answers_ends_with_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(lambda _: Reply()) as url:
        monkeypatch.setenv("PREFECT_API_URL", f"{url}/api")
        with pytest.raises(ZeroDivisionError), ending_without_server("weekly", tmp_path):
            raise ZeroDivisionError


def test_a_flow_within_a_flow_does_not_hand_on_that_its_server_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("signals.pipeline.lost_server.leave_at_once", leaving)
    with pytest.raises(SystemExit, match="does not answer"):
        PrefectRunner(ingest=failing).pipeline(ingest)


def failing() -> None:
    raise ConnectionError


def leaving(sentence: str) -> None:
    raise SystemExit(sentence)


def test_a_server_that_does_not_answer_is_named_before_anything_is_done() -> None:
    with pytest.raises(OutsideError, match=r"http://127\.0\.0\.1:9/api, does not answer .*PREFECT_API_URL to nothing"):
        require_server("http://127.0.0.1:9/api")
