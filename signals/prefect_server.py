"""The Prefect server that runs report to, if there is one, and the environment that Prefect is to find.

Nothing here imports Prefect: a command that needs no server should not take the time.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from signals.errors import OutsideError, RequestError
from signals.settings import PREFIX, settings

URL_VARIABLE = "PREFECT_API_URL"
SECONDS_TO_ANSWER = 10


def prefect_api_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of the server that the environment or Prefect's active profile names; None where neither does.

    Raises ``RequestError`` where the file of profiles cannot be read.
    """
    if URL_VARIABLE in environment:
        return environment[URL_VARIABLE] or None
    home = Path(environment.get("PREFECT_HOME") or "~/.prefect").expanduser()
    path = Path(environment.get("PREFECT_PROFILES_PATH") or home / "profiles.toml").expanduser()
    try:
        file = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        name = environment.get("PREFECT_PROFILE") or file.get("active") or ""
        return file.get("profiles", {}).get(name, {}).get(URL_VARIABLE) or None
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise RequestError(
            f"Prefect's profiles in {path} cannot be read ({error}), so it is not known whether a server is to be used:"
            f" mend or remove the file, or set {URL_VARIABLE} to the server's address, or to nothing for none."
        ) from error


def require_server(api_url: str) -> None:
    """Raise ``OutsideError`` where nothing answers at the server's address; Prefect itself would retry for minutes."""
    import requests

    from signals.web import open_session, reason

    try:
        with open_session(api_url, "looks whether Prefect's server answers") as session:
            session.get(f"{api_url.rstrip('/')}/health", timeout=SECONDS_TO_ANSWER)
    except requests.RequestException as error:
        raise OutsideError(
            f"The Prefect server that {URL_VARIABLE} or Prefect's active profile names, {api_url}, does not answer "
            f"({reason(error)}); nothing was done. Start it, correct the address, or set {URL_VARIABLE} to "
            "nothing to run without a server."
        ) from error


def prepare_prefect(logging_level: str = "CRITICAL") -> None:
    """Set what Prefect is to find in the environment. Call before the first import of prefect."""
    os.environ.update(_wanted(logging_level, os.environ))


def standing_home(data_dir: Path) -> Path:
    """Where the server that `make serve` starts has its database and its log."""
    return data_dir / ".prefect" / "standing"


def database_size(data_dir: Path) -> int | None:
    """The bytes of that server's database; None where there is none."""
    files = list(standing_home(data_dir).glob("prefect.db*"))
    return sum(file.stat().st_size for file in files) if files else None


def server_environment(data_dir: Path, api_url: str) -> dict[str, str]:
    """The environment of a standing server, a worker and its runs on this machine; its home is its own."""
    return {
        **os.environ,
        **_wanted("INFO", {}),
        **_retention(settings().keep_prefect_days),
        "PREFECT_HOME": str(standing_home(data_dir)),
        URL_VARIABLE: api_url,
        f"{PREFIX}DATA_DIR": str(data_dir),
        f"{PREFIX}TIMEZONE": settings().timezone,
    }


def _retention(days: int) -> dict[str, str]:
    """How long Prefect's own vacuum lets runs be, with their logs and artifacts, once they have ended."""
    variable = "PREFECT_SERVER_SERVICES_DB_VACUUM"
    if not days:
        return {f"{variable}_ENABLED": "events"}
    return {f"{variable}_ENABLED": "events,flow_runs", f"{variable}_RETENTION_PERIOD": str(days * 24 * 3600)}


def _wanted(logging_level: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What the environment lacks; what the user set is left alone, but no temporary server is ever started."""
    wanted = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_LEVEL": logging_level,
        "PREFECT_LOGGING_EXTRA_LOGGERS": "nibwatch",
    }
    missing = {name: value for name, value in wanted.items() if name not in environment}
    return {**missing, "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false"}
