"""`nibwatch doctor` against services on loopback that answer, refuse and are not there."""

import json
import os
import re
import shutil
from collections import namedtuple
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from unittest.mock import patch

import pytest
from distributed import LocalCluster

from signals.answers import diagnosis, doctor
from signals.answers.duckdb_client import client_state
from signals.build.lock import write_lock
from signals.demo import make_world
from signals.demo.export_server import serve_exports
from signals.demo.loopback import Form, Reply, form_server
from signals.errors import OutsideError
from signals.settings import Settings
from tests.mail.loopback import Behaviour, Loopback, make_authority

NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens there
SILENT = dict.fromkeys(("pubmed_url", "europepmc_url", "trials_url", "labels_url"), NOBODY)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("fda")
    make_world(folder, quarters=("2023Q1",), reports_per_quarter=200)
    with serve_exports(folder) as address:
        yield address


def test_the_library_versions_of_this_checkout_are_the_ones_needed() -> None:
    assert doctor.check_versions().state == "ok"


def test_a_library_of_another_version_is_named_with_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor._installed
    monkeypatch.setattr(doctor, "_installed", lambda name: "9.0.0" if name == "pandas" else real(name))
    found = doctor.check_versions()
    assert found.state == "WRONG"
    assert "pandas is 9.0.0, needed is" in found.sentence and "make setup" in found.sentence


@pytest.mark.parametrize(
    ("says", "state", "sentence"),
    [
        (
            "v1.4.0 (Andium) b8a06e4a22",
            "note",
            "/duckdb is 1.4.0; .* opens from DuckDB 1.4.0 on, its macros work from 1.4.2",
        ),
        ("v1.4.1", "note", "is 1.4.1"),
        ("v1.4.2 68d7555f68", "ok", "is 1.4.2"),
        ("v2.0.1", "ok", "is 2.0.1"),
        ("", "note", "does not say its version"),
        (None, "ok", "No `duckdb` command; only `nibwatch sql` without a query needs it"),
    ],
)
def test_the_duckdb_command_of_the_machine_is_held_against_what_the_file_and_its_macros_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str | None, state: str, sentence: str
) -> None:
    if says is not None:
        (tmp_path / "duckdb").write_text(f"#!/bin/sh\necho '{says}'\n")
        (tmp_path / "duckdb").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found, said = client_state()
    assert found == state and re.search(sentence, said)


def test_a_library_of_an_extra_that_is_not_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor._installed

    def installed(name: str) -> str:
        if name == "distributed":
            raise PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(doctor, "_installed", installed)
    assert doctor.check_versions().state == "ok"


def test_a_dask_cluster_is_looked_at_where_one_is_wanted(tmp_path: Path) -> None:
    local = Settings(task_runner="dask", parallel_quarters=3)
    assert doctor.check_cluster(local).sentence == "3 processes of this machine work on quarters."
    with (
        patch.dict(os.environ),  # Dask sets variables for its workers and leaves them there
        LocalCluster(n_workers=0, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as empty,
    ):
        standing = Settings(task_runner="dask", dask_address=empty.scheduler_address)
        assert doctor.check_cluster(standing).state == "WRONG"
        assert "has no worker" in doctor.check_cluster(standing).sentence
        empty.scale(1)
        empty.wait_for_workers(1)
        assert doctor.check_cluster(standing).sentence.endswith("has 1 workers.")
    findings = doctor.examine(Settings(source=str(tmp_path), **SILENT), tmp_path)
    assert "Dask" not in findings


def test_a_source_that_has_quarters_is_well(exports: str) -> None:
    assert doctor.check_source(exports).state == "ok"


def test_a_source_that_is_not_there_is_reported_in_a_sentence(tmp_path: Path) -> None:
    findings = doctor.examine(Settings(source=str(tmp_path / "none"), **SILENT), tmp_path)
    assert findings["FDA"].state == "WRONG" and str(tmp_path / "none") in findings["FDA"].sentence


def test_a_service_that_cannot_be_reached_says_what_to_look_at() -> None:
    found = doctor.check_web_service("PubMed", NOBODY)
    assert found.state == "WRONG" and "firewall" in found.sentence


def test_every_source_of_literature_is_asked_at_the_address_of_the_settings(tmp_path: Path) -> None:
    def reply(name: str, form: Form) -> Reply:
        return Reply(b"{}", status=503 if name == "search" else 200)

    with form_server(reply) as server:
        services = {setting: f"{server.address}/{setting}" for setting in SILENT}
        findings = doctor.examine(Settings(source=str(tmp_path), **services), tmp_path)
    said = {name: findings[name].sentence for name in doctor.LITERATURE}
    assert said == {name: f"{name} answers." for name in doctor.LITERATURE} | {
        "Europe PMC": "Europe PMC answers with status 503: try again later."
    }
    assert [name for name, _ in server.requests] == ["einfo.fcgi", "search", "version", "labels_url"]


@pytest.mark.parametrize(("free", "state"), [(1e9, "WRONG"), (5e9, "note"), (50e9, "ok")])
def test_the_room_on_disk_is_held_against_what_a_build_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, state: str
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100e9, 0, free))
    assert doctor.check_disk(tmp_path / "not" / "yet").state == state


def test_memory_below_what_a_build_may_use_is_wrong() -> None:
    found = doctor.check_memory(Settings(memory_limit="900TB"), 0)
    assert found.state == "WRONG" and "NIBWATCH_MEMORY_LIMIT" in found.sentence


def test_a_run_that_is_going_on_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    holder = "import sys, time; from pathlib import Path; from signals.build.lock import write_lock\nwith write_lock(Path(sys.argv[1])):\n print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holder, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        findings = doctor.examine(Settings(source=NOBODY, **SILENT), tmp_path)
        process.kill()
    assert findings["data directory"].state == "WRONG"
    with write_lock(tmp_path):
        pass


def test_the_mail_server_is_asked_without_sending_anything(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    with ExitStack() as stack:
        server = stack.enter_context(
            Loopback(Behaviour(password="s3cret"), security="starttls", context=authority.server_context)
        )
        known = {
            "smtp_host": "localhost",
            "smtp_port": server.port,
            "smtp_ca_file": authority.ca_file,
            "smtp_user": "n",
            "mail_to": "ann@example.org",
        }
        others = {"mail_to_by_watchlist": "few_nerves: bob@example.org"}
        found = doctor.check_mail(Settings(**known, **others, smtp_password="s3cret"))
        assert found.state == "ok" and "; 2 recipients, nothing was sent" in found.sentence
        findings = doctor.examine(Settings(**known, **SILENT, smtp_password="wr0ng", source=NOBODY), tmp_path)
        assert findings["mail"].state == "WRONG"
        assert "refuses the user or the password" in findings["mail"].sentence
        assert "wr0ng" not in findings["mail"].sentence
        assert server.handler.accepted == []


def test_without_a_mail_server_or_a_prefect_server_there_is_only_a_note() -> None:
    assert (doctor.check_mail(Settings()).state, doctor.check_prefect(None).state) == ("note", "note")


def test_anything_wrong_is_an_error_and_notes_are_none() -> None:
    findings = {"disk": diagnosis.Finding("ok", "Fine."), "mail": diagnosis.Finding("note", "Not set.")}
    diagnosis.require_nothing_wrong(findings)
    with pytest.raises(OutsideError, match="1 of 3"):
        diagnosis.require_nothing_wrong({**findings, "memory": diagnosis.Finding("WRONG", "None left.")})


def test_the_findings_as_json_are_objects() -> None:
    assert json.loads(diagnosis.diagnosis({"disk": diagnosis.Finding("ok", "Fine.")}).json) == [
        {"what": "disk", "state": "ok", "sentence": "Fine."}
    ]


def test_a_server_of_prefect_that_is_not_there_is_not_said_to_hold_evidence() -> None:
    found = doctor.check_prefect(NOBODY)
    assert found.state == "WRONG" and "evidence" not in found.sentence


def test_the_size_of_the_database_of_make_serve_and_what_it_keeps_is_stated(tmp_path: Path) -> None:
    home = tmp_path / ".prefect" / "standing"
    home.mkdir(parents=True)
    (home / "prefect.db").write_bytes(bytes(51_000_000))
    (home / "prefect.db-wal").write_bytes(bytes(200_000))
    said = doctor.check_prefect_database(tmp_path, 90).sentence
    assert said.startswith(f"51.2 MB in {home}; runs are kept for 90 days (NIBWATCH_KEEP_PREFECT_DAYS)")
    assert "every run is kept" in doctor.check_prefect_database(tmp_path, 0).sentence
