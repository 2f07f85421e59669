"""`nibwatch doctor`: whether everything is there that a run needs; each finding says what is wrong and what to do."""

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path

import psutil
import requests
from packaging.requirements import Requirement

from signals import network_environment
from signals.answers.diagnosis import Finding
from signals.answers.duckdb_client import client_state
from signals.build.lock import write_lock
from signals.data_directory import lake_of
from signals.errors import NibwatchError, OutsideError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters, row_count
from signals.mail.recipients import require_mail
from signals.mail.server import MailServer, connect
from signals.prefect_server import database_size, prefect_api_url, server_home, unknown_profile
from signals.quarter import Quarter, QuarterRange
from signals.settings import Settings, settings_file
from signals.settings_file import exposed_secrets
from signals.source_description import source_description
from signals.sources import open_source
from signals.web import RefusedAnswerError, open_session, reason

GIGABYTE = 1e9
LEAST_DISK = 2 * GIGABYTE
WHOLE_DISK = 15 * GIGABYTE
"""Disk space for every quarter since 2004: zips, lake, two published files and the build of one."""
BESIDE_A_BUILD = 0.8 * GIGABYTE
"""Memory that Prefect and Python take beside what DuckDB may use."""
ASKED_QUARTER = Quarter.parse("2023Q1")
LITERATURE = {
    "PubMed": ("pubmed_url", "/einfo.fcgi?db=pubmed&retmode=json"),
    "Europe PMC": ("europepmc_url", "/search?query=imatinib&pageSize=1&format=json"),
    "ClinicalTrials.gov": ("trials_url", "/version"),
    "US labels (openFDA)": ("labels_url", "?limit=1"),
}
"""Each source of literature: the setting with its address, and what is asked there of the least it answers."""
WITHOUT_LITERATURE = " Without it the evidence stays as it was; the rest of a run goes on."
SECONDS = 15
PROBE = "nibwatch-doctor"
"""Name of a file that is written, read and removed as a test."""
UNITS = {"K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def examine(settings: Settings, data_dir: Path) -> dict[str, Finding]:
    """Check everything in the order in which a run needs it; one check that fails does not stop the others.

    Returns
    -------
    The findings by what was checked.
    """
    checks: dict[str, Callable[[], Finding]] = {
        "versions": check_versions,
        "DuckDB client": lambda: Finding(*client_state()),
        "settings file": lambda: check_settings_file(settings_file()),
        "data directory": lambda: check_data_dir(data_dir),
        "disk": lambda: check_disk(data_dir),
        "lake": lambda: check_lake(lake_of(data_dir)),
        "memory": lambda: check_memory(settings, row_count(loaded_quarters(lake_of(data_dir)).values())),
        "Dask": lambda: check_cluster(settings),
        "network": check_network_environment,
        source_description().publisher: lambda: check_source(settings.source),
        **{
            name: partial(check_web_service, name, getattr(settings, address) + asked, WITHOUT_LITERATURE)
            for name, (address, asked) in LITERATURE.items()
        },
        "mail": lambda: check_mail(settings),
        "Prefect": lambda: check_prefect(prefect_api_url()),
        "Prefect's database": lambda: check_prefect_database(data_dir, settings.keep_prefect_days),
    }
    if settings.task_runner != "dask":
        del checks["Dask"]
    if database_size(data_dir) is None:
        del checks["Prefect's database"]
    return {what: _result(check) for what, check in checks.items()}


def _result(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except NibwatchError as error:
        return Finding("WRONG", str(error))


def check_versions() -> Finding:
    """Whether Python and every library have the versions that the project was tested with."""
    unfit = [
        f"{requirement.name} is {_installed(requirement.name)}, needed is {requirement.specifier}"
        for requirement in map(Requirement, importlib.metadata.requires("nibwatch") or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if not requirement.specifier.contains(_installed(requirement.name), prereleases=True)
    ]
    python = ".".join(map(str, sys.version_info[:3]))
    if unfit:
        return Finding("WRONG", f"{'; '.join(unfit)}. Run `make setup` again.")
    shown = ", ".join(f"{name} {_installed(name)}" for name in ("duckdb", "prefect", "pandas"))
    return Finding("ok", f"nibwatch {_installed('nibwatch')}, Python {python}, {shown}.")


def check_settings_file(path: Path) -> Finding:
    """Whether only its owner can read a settings file that holds secrets."""
    if warning := exposed_secrets(path):
        return Finding("note", warning)
    return Finding("ok", f"{path} {'can be read' if path.is_file() else 'is not there; the environment counts'}.")


def check_data_dir(data_dir: Path) -> Finding:
    """Whether a run could write in the data directory now."""
    with write_lock(data_dir):
        return Finding("ok", f"{data_dir} can be written, and no run is going on in it.")


def check_disk(data_dir: Path) -> Finding:
    """Whether there is space to build another file."""
    free = shutil.disk_usage(_existing(data_dir)).free
    space = f"{free / GIGABYTE:,.1f} GB free at {data_dir}"
    if free < LEAST_DISK:
        return Finding("WRONG", f"{space}; a build needs at least 2 GB: free some, or move NIBWATCH_DATA_DIR.")
    if free < WHOLE_DISK:
        return Finding("note", f"{space}: enough for some quarters; all since 2004 take about 15 GB.")
    return Finding("ok", f"{space}.")


def check_lake(files: Lake) -> Finding:
    """Whether the lake can be read and written."""
    name = f"{PROBE}-{os.getpid()}"
    try:
        files.prepare()
        with files.new_file(name) as path:
            path.write_bytes(PROBE.encode())
        read = files.read(name)
        files.remove([name])
    except OSError as error:
        return Finding(
            "WRONG",
            f"{files.location} cannot be written ({error.strerror}): look at its permissions and NIBWATCH_LAKE.",
        )
    if read != PROBE.encode():
        return Finding("WRONG", f"{files.location} gives back other bytes than were written: look at NIBWATCH_LAKE.")
    held = len(loaded_quarters(files))
    return Finding("ok", f"{files.location} can be read and written, and holds {held} quarters.")


def check_memory(settings: Settings, rows: int) -> Finding:
    """Whether the machine has the memory that a build of so many rows may use."""
    available = psutil.virtual_memory().available
    limit = settings.build_memory(rows)
    memory = f"{available / GIGABYTE:,.1f} GB available, a build may use {limit}"
    if available < _bytes(limit) + BESIDE_A_BUILD:
        return Finding(
            "WRONG", f"{memory} and Prefect about 0.8 GB more: lower NIBWATCH_MEMORY_LIMIT or stop something else."
        )
    return Finding("ok", f"{memory}.")


def check_cluster(settings: Settings) -> Finding:
    """Whether the Dask cluster can be reached and has workers."""
    try:
        from distributed import Client
    except ImportError:
        return Finding(
            "WRONG", "The extra `cluster` is not installed: run `pip install -e '.[cluster]'` in the checkout."
        )
    if settings.dask_address is None:
        return Finding("ok", f"{settings.parallel_quarters} processes of this machine work on quarters.")
    try:
        with Client(settings.dask_address, timeout=SECONDS) as client:
            workers = len(client.scheduler_info(n_workers=-1)["workers"])
    except OSError as error:
        return Finding("WRONG", f"No scheduler answers at {settings.dask_address} ({error}): start it or name another.")
    if not workers:
        return Finding("WRONG", f"The scheduler at {settings.dask_address} has no worker: start some.")
    return Finding("ok", f"The scheduler at {settings.dask_address} has {workers} workers.")


def check_source(address: str) -> Finding:
    """Whether the source of quarters answers: four bytes of one quarter, or the listing of a folder."""
    if "://" not in address:
        return Finding("ok", f"The folder {address} holds {len(open_source(address).offers())} quarters.")
    try:
        offers = open_source(address).offers(QuarterRange(spans=((ASKED_QUARTER, ASKED_QUARTER),)))
    except OutsideError as error:
        return Finding("WRONG", f"{error} Look at the network, a proxy, a firewall, or NIBWATCH_SOURCE.")
    if not offers or offers[0].trouble:
        trouble = offers[0].trouble if offers else "it was not offered"
        return Finding("WRONG", f"{address} answers, but not for {ASKED_QUARTER}: {trouble}.")
    return Finding("ok", f"{address} has {ASKED_QUARTER}.")


def check_network_environment() -> Finding:
    """Whether proxies and certificates that the environment names can be used."""
    wrong = network_environment.problems()
    return Finding("WRONG" if wrong else "ok", ". ".join([*wrong, network_environment.describe()]))


def check_web_service(name: str, url: str, without: str = "") -> Finding:
    """Whether a web service answers.

    Parameters
    ----------
    without
        A sentence on what works without it, said where it cannot be reached.
    """
    try:
        with open_session(url, "looks whether it answers", max_seconds=SECONDS) as session:
            status = session.get(url, timeout=SECONDS, stream=True).status_code
    except (requests.RequestException, RefusedAnswerError) as error:
        return Finding(
            "WRONG", f"{name} cannot be reached ({reason(error)}): look at the network, a proxy or a firewall.{without}"
        )
    if status >= HTTPStatus.BAD_REQUEST:
        return Finding("WRONG", f"{name} answers with status {status}: try again later.")
    return Finding("ok", f"{name} answers.")


def check_mail(settings: Settings) -> Finding:
    """Whether the mail server accepts the connection and the login; nothing is sent."""
    if not settings.smtp_host:
        return Finding("note", "No mail server is set (NIBWATCH_SMTP_HOST): the digest is only written.")
    require_mail(settings)
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port_in_use,
        security=settings.smtp_security,
        ca_file=settings.smtp_ca_file,
        user=None if settings.smtp_password_block else settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        timeout_seconds=min(settings.smtp_timeout_seconds, SECONDS),
    )
    with connect(server):
        login = " (its password is in a Secret block and was not tried)" if settings.smtp_password_block else ""
        recipients = len(settings.readers)
        return Finding(
            "ok",
            f"{server.name} accepts the connection{login}; {recipients} recipient{'s' * (recipients != 1)}, "
            "nothing was sent.",
        )


def check_prefect(api_url: str | None) -> Finding:
    """Whether the Prefect server that is set answers; none is needed."""
    if api_url is None and (sentence := unknown_profile()):
        return Finding("note", f"{sentence}.")
    if api_url is None:
        return Finding(
            "note",
            "No server is set (PREFECT_API_URL, or Prefect's active profile): runs need none. `make serve` starts one.",
        )
    return check_web_service("Prefect", f"{api_url.rstrip('/')}/health")


def check_prefect_database(data_dir: Path, days: int) -> Finding:
    """How large the database of the server that `make serve` starts is."""
    kept = f"runs are kept for {days} days" if days else "every run is kept"
    size = f"{(database_size(data_dir) or 0) / 1e6:,.1f} MB in {server_home(data_dir)}"
    return Finding("ok", f"{size}; {kept} (NIBWATCH_KEEP_PREFECT_DAYS), and the space of removed ones is used again.")


def _installed(name: str) -> str:
    return importlib.metadata.version(name)


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _bytes(text: str) -> float:
    size = re.fullmatch(r"([\d.]+)\s*([KMGT])i?B", text)
    assert size is not None, "the settings have checked it"
    return float(size[1]) * UNITS[size[2]]
