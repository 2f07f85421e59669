"""The Prefect server that runs report to, if there is one, and the environment that is prepared for Prefect.

Nothing here imports Prefect: a command that needs no server should not take the time.
"""

import logging
import os
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import chdir
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from signals.errors import OutsideError, RequestError
from signals.network_environment import (
    OPENSSL_CERTIFICATES,
    certificate_problem,
    is_loopback,
    proxies,
    proxy_problem,
    without_user,
)
from signals.settings import PREFIX, settings

URL_VARIABLE = "PREFECT_API_URL"
WITHOUT_SERVER = "ephemeral"  # Prefect's built-in profile, which names no server
SECONDS_TO_ANSWER = 10


def prefect_api_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of the server that the environment or Prefect's active profile names; None where neither does.

    Raises ``RequestError`` where the file of profiles cannot be read.
    """
    if URL_VARIABLE in environment:
        return environment[URL_VARIABLE] or None
    return (_active_profile(environment)[1] or {}).get(URL_VARIABLE) or None


def unknown_profile(environment: Mapping[str, str] = os.environ) -> str | None:
    """A sentence where the profile that is active or chosen is not in Prefect's file, so that no server is used.

    None where its own variable names a server or none, or the profile is there. Raises as ``prefect_api_url`` does.
    """
    if URL_VARIABLE in environment:
        return None
    name, profile = _active_profile(environment)
    if profile is not None or name in ("", WITHOUT_SERVER):
        return None
    return (
        f"{_profiles_path(environment)} has no profile {name!r}, which PREFECT_PROFILE or its line `active` names, so"
        f" no Prefect server is used. Add the profile, choose another, or set {URL_VARIABLE} to nothing for none"
    )


def _profiles_path(environment: Mapping[str, str]) -> Path:
    home = Path(environment.get("PREFECT_HOME") or "~/.prefect").expanduser()
    return Path(environment.get("PREFECT_PROFILES_PATH") or home / "profiles.toml").expanduser()


def _active_profile(environment: Mapping[str, str]) -> tuple[str, Mapping[str, str] | None]:
    """The name of Prefect's active profile, empty where there is none, and its settings, None where it has none."""
    path = _profiles_path(environment)
    try:
        file = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        name = environment.get("PREFECT_PROFILE") or file.get("active") or ""
        profile = file.get("profiles", {}).get(name)
        return name, None if profile is None else dict(profile)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise RequestError(
            f"Prefect's profiles in {path} cannot be read ({error}), so it is not known whether a server is to be used:"
            f" correct or remove the file, or set {URL_VARIABLE} to the server's address, or to nothing for none."
        ) from error


def require_server(api_url: str, *, what_was_done: str = "nothing was done") -> None:
    """Raise ``OutsideError`` where nothing answers at the server's address; Prefect itself would retry for minutes."""
    import requests

    from signals.web import RefusedAnswerError, open_session, reason

    try:
        with open_session(api_url, "looks whether Prefect's server answers", max_seconds=SECONDS_TO_ANSWER) as session:
            session.get(f"{api_url.rstrip('/')}/health", timeout=SECONDS_TO_ANSWER)
    except (requests.RequestException, RefusedAnswerError) as error:
        raise OutsideError(
            f"The Prefect server that {URL_VARIABLE} or Prefect's active profile names, {without_user(api_url)}, does "
            f"not answer ({reason(error)}); {what_was_done}. Start it, correct the address, or set {URL_VARIABLE} to "
            "nothing to run without a server."
        ) from error


def prepare_prefect(api_url: str, logging_level: str = "CRITICAL") -> None:
    """Import Prefect with a prepared environment and no other settings: by itself, it would also read
    prefect.toml, .env and pyproject.toml of the folder one happens to stand in.

    Raises ``RequestError`` where proxies or certificates of the environment keep its client from being made.
    """
    wrong = [proxy_problem(proxy, socks_package="socksio") for proxy in proxies().values()]
    wrong += [certificate_problem(name) for name in OPENSSL_CERTIFICATES]
    if problem := next(filter(None, wrong), ""):
        raise RequestError(f"Prefect's client cannot be used: {problem}, or set {URL_VARIABLE} to nothing.")
    os.environ.update(_required_variables(logging_level, os.environ, api_url))
    logging.raiseExceptions = logging_level != "CRITICAL"  # or a log that no server takes is printed among our lines
    with tempfile.TemporaryDirectory() as empty, chdir(empty):
        import_module("prefect.main")


def server_home(data_dir: Path) -> Path:
    """Where the server that `make serve` starts has its database and its log."""
    return data_dir / ".prefect" / "standing"


def database_size(data_dir: Path) -> int | None:
    """The bytes of that server's database; None where there is none."""
    files = list(server_home(data_dir).glob("prefect.db*"))
    return sum(file.stat().st_size for file in files) if files else None


def server_environment(data_dir: Path, api_url: str) -> dict[str, str]:
    """The environment of a standing server, a worker and its runs on this machine; its home is its own."""
    return {
        **os.environ,
        **_required_variables("INFO", {name: os.environ.get(name, "") for name in ("NO_PROXY", "no_proxy")}, api_url),
        **_retention(settings().keep_prefect_days),
        "PREFECT_HOME": str(server_home(data_dir)),
        f"{PREFIX}DATA_DIR": str(data_dir),
        f"{PREFIX}TIMEZONE": settings().timezone,
    }


def _retention(days: int) -> dict[str, str]:
    """How long Prefect's own vacuum keeps runs that have ended, with their logs and artifacts."""
    variable = "PREFECT_SERVER_SERVICES_DB_VACUUM"
    if not days:
        return {f"{variable}_ENABLED": "events"}
    return {f"{variable}_ENABLED": "events,flow_runs", f"{variable}_RETENTION_PERIOD": str(days * 24 * 3600)}


def _required_variables(logging_level: str, environment: Mapping[str, str], api_url: str) -> dict[str, str]:
    """Variables to add to the environment; the user's own are kept, except that a temporary server is never started.

    A server on this machine is never asked through a proxy, and one that died is given up within half a minute.
    """
    required = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_LEVEL": logging_level,
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL" if logging_level == "CRITICAL" else "ERROR",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "nibwatch",
        "PREFECT_CLIENT_MAX_RETRIES": "3",
    }
    missing = {name: value for name, value in required.items() if name not in environment}
    host, direct = urlsplit(api_url).hostname or "", environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    if is_loopback(host) and direct != "*":
        direct = ",".join(filter(None, [direct, "localhost,127.0.0.1,::1", host]))
        missing |= {"NO_PROXY": direct, "no_proxy": direct}
    return {**missing, "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false", URL_VARIABLE: api_url}
