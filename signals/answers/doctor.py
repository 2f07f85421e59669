"""Is everything there that a run needs? Each finding in plain words: what is wrong, and what to do."""

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests
from packaging.requirements import Requirement

from signals.answers.recipients import require_mail
from signals.answers.show import columns
from signals.build.lock import writing
from signals.data_directory import lake_of
from signals.errors import NibwatchError, OutsideError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters
from signals.mail.server import MailServer, connected
from signals.prefect_server import prefect_api_url
from signals.quarter import Quarter, QuarterRange
from signals.settings import Settings
from signals.sources.faers import open_source

GIGABYTE = 1e9
LEAST_DISK = 2 * GIGABYTE
WHOLE_DISK = 15 * GIGABYTE
"""What every quarter since 2004 takes: zips, lake, two published files and the room to build one."""
BESIDE_A_BUILD = 0.8 * GIGABYTE
"""Memory that Prefect and Python take beside what DuckDB may use."""
ASKED_QUARTER = Quarter.parse("2023Q1")
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/einfo.fcgi?db=pubmed&retmode=json"
SECONDS = 15
PROBE = "nibwatch-doctor"
"""The name of a file that is written, read and removed to see whether that can be done."""
UNITS = {"K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. state: `ok`, `note` (works, with something to know) or `WRONG`."""

    what: str
    state: str
    sentence: str


def examine(wanted: Settings, data_dir: Path, *, pubmed: str = PUBMED) -> list[Finding]:
    """Look at everything, in the order in which a run needs it; one that is wrong does not stop the others."""
    looks: Mapping[str, Callable[[], Finding]] = {
        "versions": versions,
        "data directory": lambda: writable(data_dir),
        "disk": lambda: disk(data_dir),
        "lake": lambda: lake(lake_of(data_dir)),
        "memory": lambda: memory(wanted),
        **({"Dask": lambda: cluster(wanted)} if wanted.task_runner == "dask" else {}),
        "FDA": lambda: source(wanted.source),
        "PubMed": lambda: answers("PubMed", pubmed),
        "mail": lambda: mail(wanted),
        "Prefect": lambda: prefect(prefect_api_url()),
    }
    return [_looked(what, look) for what, look in looks.items()]


def report(findings: Iterable[Finding]) -> str:
    """The findings, a line each."""
    return columns(("", "what", "finding"), [(finding.state, finding.what, finding.sentence) for finding in findings])


def require_well(findings: Sequence[Finding]) -> None:
    """OutsideError where anything is wrong."""
    wrong = sum(finding.state == "WRONG" for finding in findings)
    if wrong:
        raise OutsideError(f"{wrong} of {len(findings)} things are wrong; each line says what to do.")


def versions() -> Finding:
    """Whether Python and every library are of the versions that the project was tested with."""
    unfit = [
        f"{requirement.name} is {_installed(requirement.name)}, needed is {requirement.specifier}"
        for requirement in map(Requirement, importlib.metadata.requires("nibwatch") or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if not requirement.specifier.contains(_installed(requirement.name), prereleases=True)
    ]
    python = ".".join(map(str, sys.version_info[:3]))
    if unfit:
        return Finding("versions", "WRONG", f"{'; '.join(unfit)}. Run `make setup` again.")
    shown = ", ".join(f"{name} {_installed(name)}" for name in ("duckdb", "prefect", "fastapi", "pandas"))
    return Finding("versions", "ok", f"nibwatch {_installed('nibwatch')}, Python {python}, {shown}.")


def writable(data_dir: Path) -> Finding:
    """Whether a run could write in the data directory now."""
    with writing(data_dir):
        return Finding("data directory", "ok", f"{data_dir} can be written, and no run is going on in it.")


def disk(data_dir: Path) -> Finding:
    """Whether there is room to build another file."""
    free = shutil.disk_usage(_existing(data_dir)).free
    said = f"{free / GIGABYTE:,.1f} GB free at {data_dir}"
    if free < LEAST_DISK:
        return Finding("disk", "WRONG", f"{said}; a build needs at least 2 GB: free some, or move NIBWATCH_DATA_DIR.")
    if free < WHOLE_DISK:
        return Finding("disk", "note", f"{said}: enough for some quarters; all since 2004 take about 15 GB.")
    return Finding("disk", "ok", f"{said}.")


def lake(files: Lake) -> Finding:
    """Whether the lake can be read and written where it lies."""
    name = f"{PROBE}-{os.getpid()}"
    try:
        files.prepare()
        with files.writing(name) as path:
            path.write_bytes(PROBE.encode())
        read = files.read(name)
        files.remove([name])
    except OSError as error:
        return Finding(
            "lake",
            "WRONG",
            f"{files.location} cannot be written ({error.strerror}): look at its permissions and NIBWATCH_LAKE.",
        )
    if read != PROBE.encode():
        return Finding(
            "lake", "WRONG", f"{files.location} gives back other bytes than were written: look at NIBWATCH_LAKE."
        )
    held = len(loaded_quarters(files))
    return Finding("lake", "ok", f"{files.location} can be read and written, and holds {held} quarters.")


def memory(wanted: Settings) -> Finding:
    """Whether the memory that a build may use is there."""
    available = psutil.virtual_memory().available
    limit = _bytes(wanted.memory_limit)
    said = f"{available / GIGABYTE:,.1f} GB available, a build may use {wanted.memory_limit}"
    if available < limit + BESIDE_A_BUILD:
        return Finding(
            "memory",
            "WRONG",
            f"{said} and Prefect about 0.8 GB more: lower NIBWATCH_MEMORY_LIMIT or stop something else.",
        )
    return Finding("memory", "ok", f"{said}.")


def cluster(wanted: Settings) -> Finding:
    """Whether the Dask cluster that quarters are worked on is there and has workers."""
    try:
        from distributed import Client
    except ImportError:
        return Finding(
            "Dask", "WRONG", "The extra `cluster` is not installed: run `pip install -e '.[cluster]'` in the checkout."
        )
    if wanted.dask_address is None:
        return Finding("Dask", "ok", f"{wanted.parallel_quarters} processes of this machine work on quarters.")
    try:
        with Client(wanted.dask_address, timeout=SECONDS) as client:
            workers = len(client.scheduler_info(n_workers=-1)["workers"])
    except OSError as error:
        return Finding(
            "Dask", "WRONG", f"No scheduler answers at {wanted.dask_address} ({error}): start it or name another."
        )
    if not workers:
        return Finding("Dask", "WRONG", f"The scheduler at {wanted.dask_address} has no worker: start some.")
    return Finding("Dask", "ok", f"The scheduler at {wanted.dask_address} has {workers} workers.")


def source(address: str) -> Finding:
    """Whether the source of quarters answers: four bytes of one quarter, or the listing of a folder."""
    if "://" not in address:
        return Finding("FDA", "ok", f"The folder {address} holds {len(open_source(address).offers())} quarters.")
    try:
        offers = open_source(address).offers(QuarterRange(spans=((ASKED_QUARTER, ASKED_QUARTER),)))
    except OutsideError as error:
        return Finding("FDA", "WRONG", f"{error} Look at the network, a proxy, a firewall, or NIBWATCH_SOURCE.")
    if not offers or offers[0].trouble:
        trouble = offers[0].trouble if offers else "it was not offered"
        return Finding("FDA", "WRONG", f"{address} answers, but not for {ASKED_QUARTER}: {trouble}.")
    return Finding("FDA", "ok", f"{address} has {ASKED_QUARTER}.")


def answers(what: str, url: str) -> Finding:
    """Whether a web service answers."""
    try:
        response = requests.get(url, timeout=SECONDS)
    except requests.RequestException as error:
        return Finding(
            what,
            "WRONG",
            f"{what} cannot be reached ({type(error).__name__}): look at the network, a proxy or a firewall. Without it"
            " the evidence stays as it was; the rest of a run goes on.",
        )
    if not response.ok:
        return Finding(what, "WRONG", f"{what} answers with status {response.status_code}: try again later.")
    return Finding(what, "ok", f"{what} answers.")


def mail(wanted: Settings) -> Finding:
    """Whether the mail server takes us in; nothing is sent."""
    if not wanted.smtp_host:
        return Finding("mail", "note", "No mail server is set (NIBWATCH_SMTP_HOST): the digest is only written.")
    require_mail(wanted)
    server = MailServer(
        host=wanted.smtp_host,
        port=wanted.smtp_port_in_use,
        security=wanted.smtp_security,
        ca_file=wanted.smtp_ca_file,
        user=None if wanted.smtp_password_block else wanted.smtp_user,
        password=wanted.smtp_password.get_secret_value() if wanted.smtp_password else None,
        timeout_seconds=min(wanted.smtp_timeout_seconds, SECONDS),
    )
    with connected(server):
        login = " (its password is in a Secret block and was not tried)" if wanted.smtp_password_block else ""
        recipients = len(wanted.mail_to)
        return Finding(
            "mail",
            "ok",
            f"{server.name} takes us in{login}; {recipients} recipient{'s' * (recipients != 1)}, nothing was sent.",
        )


def prefect(api_url: str | None) -> Finding:
    """Whether the Prefect server that is set answers; none is needed."""
    if api_url is None:
        return Finding(
            "Prefect",
            "note",
            "No server is set (PREFECT_API_URL, or Prefect's active profile): runs need none. `make serve` starts one.",
        )
    return answers("Prefect", f"{api_url.rstrip('/')}/health")


def _looked(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except NibwatchError as error:
        return Finding(what, "WRONG", str(error))


def _installed(name: str) -> str:
    return importlib.metadata.version(name)


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _bytes(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)\s*([KMGT])i?B", text)
    assert found is not None, "the settings have checked it"
    return float(found[1]) * UNITS[found[2]]
