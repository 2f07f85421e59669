"""Where things are and how much a run may use: the only reader of the environment.

Every setting can be given as an environment variable NIBWATCH_<NAME>, for instance NIBWATCH_DATA_DIR.
"""

import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from signals.errors import RequestError

CHECKOUT = Path(__file__).resolve().parents[1]
FDA_EXPORTS = "https://fis.fda.gov/content/Exports"


class Settings(BaseSettings):
    """Everything a deployment may want to change, with the value that suits a laptop."""

    model_config = SettingsConfigDict(env_prefix="NIBWATCH_", extra="ignore")

    data_dir: Path = CHECKOUT / "data"
    source: str = FDA_EXPORTS
    watchlist: str = "tki_demyelination"
    drug_dictionary: Path | None = None
    memory_limit: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?\s*[KMGT]i?B$")] = "2GB"
    threads: Annotated[int, Field(ge=1)] = os.cpu_count() or 1
    parallel_quarters: Annotated[int, Field(ge=1, le=8)] = 2
    """How many quarters are fetched or loaded at a time; FDA's server is asked no more often than that."""
    keep_raw_quarters: Annotated[int, Field(ge=0)] = 0
    """How many of the newest raw zips to keep once they are loaded; 0 keeps them all."""
    keep_digests: Annotated[int, Field(ge=0)] = 0
    """How many of the newest digests to keep; 0 keeps them all."""
    keep_history_runs: Annotated[int, Field(ge=0)] = 0
    """How many of the newest earlier publications history holds; 0 keeps them all."""
    pubmed_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    trials_url: str = "https://clinicaltrials.gov/api/v2"
    labels_url: str = "https://api.fda.gov/drug/label.json"
    literature_tool: str = "nibwatch"
    """The program's name that NCBI asks for with every request."""
    literature_email: str | None = None
    """Whom NCBI may write to about our requests; NCBI asks for it."""
    ncbi_api_key: SecretStr | None = None
    """With a key NCBI allows 10 requests a second, without one 3."""
    openfda_api_key: SecretStr | None = None
    literature_since: date = date(1990, 1, 1)
    """How far back the first search of PubMed goes, by the day a record was added."""
    literature_ask_again_days: Annotated[int, Field(ge=1)] = 28
    """After how many days a known paper is asked for again, so that its retraction is noticed."""
    mail_from: str = "nibwatch@localhost"
    mail_to: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    try:
        return Settings()
    except ValidationError as error:
        raise RequestError(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "NIBWATCH_" + "_".join(str(part) for part in first["loc"]).upper()
    return f"The setting {name} is {first.get('input')!r}, which is not valid: {first['msg']}. Correct or unset it."


def prefect_environment(
    data_dir: Path, logging_level: str = "CRITICAL", environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """What Prefect must find in the environment before it is imported; what the user set is left alone.

    Without an API to talk to, Prefect starts a temporary server at home in the data directory. Its parent has to
    exist (a missing one hangs it for two minutes) and a cold start takes more than its default time-out of 20 s.
    """
    wanted = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_LEVEL": logging_level,
        "PREFECT_LOGGING_EXTRA_LOGGERS": "nibwatch",
    }
    if "PREFECT_API_URL" not in environment:
        wanted["PREFECT_HOME"] = str(data_dir / ".prefect")
        wanted["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"
    return {
        name: value for name, value in wanted.items() if name not in environment or name == "PREFECT_HOME"
    }


def prepare_prefect(data_dir: Path, logging_level: str = "CRITICAL") -> None:
    """Set Prefect's environment and make its home. Call before the first import of prefect."""
    wanted = prefect_environment(data_dir, logging_level)
    os.environ.update(wanted)
    if "PREFECT_HOME" in wanted:
        Path(wanted["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
