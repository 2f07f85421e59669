"""The settings: locations, resources and mail. No other module reads NIBWATCH_ variables.

Every setting is an environment variable NIBWATCH_<NAME>, or a line in one TOML file: nibwatch.toml in the data
directory, or the file that NIBWATCH_SETTINGS names. The environment takes precedence. `nibwatch settings` shows the
values in use; settings.toml in this folder says what each setting means.
"""

import logging
import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from signals.errors import RequestError
from signals.lake.location import lake_location
from signals.setting_values import (
    AtLeastOne,
    Count,
    File,
    HostName,
    MailAddress,
    MailAddresses,
    MailAddressesByWatchlist,
    Memory,
    Port,
    SchedulerAddress,
    WebAddress,
    is_no_file,
    is_source,
)
from signals.settings_file import check_names, exposed_secrets, read_settings_file, sentence
from signals.source_description import source_description
from signals.validation import expecting, may_hold_a_secret, wrong

CHECKOUT = Path(__file__).resolve().parents[1]
PREFIX = "NIBWATCH_"
FILE_VARIABLE = "NIBWATCH_SETTINGS"
FILE_NAME = "nibwatch.toml"
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}

log = logging.getLogger("nibwatch.settings")


def watchlist_name(name_or_path: str) -> str:
    """The name that a watchlist is published by: of a path, that of the file."""
    return Path(name_or_path).stem if name_or_path.endswith(".toml") else name_or_path


class Settings(BaseSettings):
    """Everything a deployment may want to change, with the value that suits a laptop."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    data_dir: Annotated[Path, AfterValidator(is_no_file)] = CHECKOUT / "data"
    lake: str | None = None
    source: Annotated[str, AfterValidator(is_source)] = source_description().address
    watchlist: str = "tki_demyelination"
    watchlists: Annotated[tuple[str, ...], NoDecode] = ()
    drug_dictionary: File | None = None
    temp_dir: Path | None = None
    memory_limit: Memory | None = None
    threads: AtLeastOne = os.cpu_count() or 1
    parallel_quarters: Annotated[int, Field(ge=1, le=8), expecting("a whole number from 1 to 8")] = 2
    key_slices: AtLeastOne | None = None
    task_runner: Literal["threads", "dask"] = "threads"
    dask_address: SchedulerAddress | None = None
    keep_raw_quarters: Count = 0
    keep_digests: Count = 0
    keep_history_runs: Count = 0
    keep_pair_history: Count = 0
    keep_prefect_days: Count = 90
    pubmed_url: WebAddress = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    trials_url: WebAddress = "https://clinicaltrials.gov/api/v2"
    labels_url: WebAddress = "https://api.fda.gov/drug/label.json"
    europepmc_url: WebAddress = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    literature_tool: str = "nibwatch"
    literature_email: MailAddress | None = None
    ncbi_api_key: SecretStr | None = None
    openfda_api_key: SecretStr | None = None
    literature_since: Annotated[date, expecting("a date such as 1990-01-31")] = date(1990, 1, 1)
    literature_ask_again_days: AtLeastOne = 28
    timezone: Annotated[str, Field(validate_default=True)] = "Etc/UTC"
    serve_port: Port = 4200
    report_url: WebAddress | None = None
    report_to: str | None = None
    mail_from: MailAddress = "nibwatch@localhost"
    mail_to: MailAddresses = ()
    mail_to_by_watchlist: MailAddressesByWatchlist = Field(default_factory=dict)
    mail_failures_to: MailAddresses = ()
    smtp_host: HostName | None = None
    smtp_port: Port | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_ca_file: File | None = None
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_block: str | None = None
    smtp_timeout_seconds: Annotated[float, Field(gt=0, le=600), expecting("seconds above 0 and at most 600")] = 60

    @field_validator("*")
    @classmethod
    def _holds_no_secret(cls, value: object, info: ValidationInfo) -> object:
        """Refuse a URL that contains a secret in any setting, since settings are shown and logged.

        The URL of a location may say in its query where the object store is; `_is_a_location` checks that query.
        """
        is_location = info.field_name in ("lake", "report_to")
        if isinstance(value, str | Path) and not is_location and may_hold_a_secret(str(value)):
            raise ValueError(
                "expected no URL with user, password, query or fragment, since it is shown and logged, found ********"
            )
        return value

    @field_validator("lake", "report_to")
    @classmethod
    def _is_a_location(cls, value: str | None) -> str | None:
        """A folder as an absolute path; a URL of a known kind, without anything secret in it."""
        return None if value is None else lake_location(value)

    @field_validator("temp_dir")
    @classmethod
    def _is_a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.expanduser().is_dir():
            raise wrong("the path of a folder that is there", str(value))
        return value and value.expanduser().absolute()

    @field_validator("watchlists", mode="before")
    @classmethod
    def _split_names(cls, value: object) -> object:
        """`a, b` as two names; a list of a TOML file as it stands."""
        return [name for part in value.split(",") if (name := part.strip())] if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise wrong("the name of an IANA time zone such as Europe/Berlin", value)
        return value

    @model_validator(mode="after")
    def _password_goes_over_tls(self) -> "Settings":
        if self.smtp_password and self.smtp_password_block:
            raise ValueError("give smtp_password or smtp_password_block, not both")
        if self.smtp_security == "none" and self.smtp_user:
            raise ValueError("smtp_user needs smtp_security starttls or tls: a password never goes in the clear")
        if (self.smtp_password or self.smtp_password_block) and not self.smtp_user:
            raise ValueError("smtp_password needs smtp_user")
        return self

    @property
    def reader_memory(self) -> str:
        """How much memory DuckDB may use for a query."""
        return self.memory_limit or "1.8GB"

    def build_memory(self, rows: int) -> str:
        """How much memory DuckDB may use for a build of so many rows of the lake; docs/performance.md, Memory."""
        return self.memory_limit or f"{1_000 + 5 * rows // 1_000_000}MB"

    @property
    def watchlists_in_use(self) -> tuple[str, ...]:
        """The watchlists of one publication, the first of them shown first."""
        return self.watchlists or (self.watchlist,)

    @property
    def watchlist_names(self) -> tuple[str, ...]:
        """Their names, as they are published."""
        return tuple(map(watchlist_name, self.watchlists_in_use))

    def recipients(self, watchlist: str) -> tuple[str, ...]:
        """Who gets the digest of a watchlist."""
        return self.mail_to_by_watchlist.get(watchlist, self.mail_to)

    @property
    def readers(self) -> tuple[str, ...]:
        """Everybody who gets any digest."""
        return tuple(dict.fromkeys([*self.mail_to, *chain(*self.mail_to_by_watchlist.values())]))

    @property
    def smtp_port_in_use(self) -> int:
        """The port given, else the one that belongs to the way of securing the connection."""
        return self.smtp_port or SMTP_PORTS[self.smtp_security]

    @property
    def can_mail(self) -> bool:
        """Whether there are a server and somebody to mail."""
        return bool(self.smtp_host and self.readers)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return _read(os.environ)[0]


@lru_cache(maxsize=1)
def origins() -> Mapping[str, str]:
    """Where each setting that is not the default came from: its variable's name or the file's path."""
    return _read(os.environ)[1]


def use_data_dir(data_dir: Path | None) -> Path:
    """The data directory given, else the setting, made absolute; the settings file in it counts from now on."""
    if data_dir is not None:
        _override("DATA_DIR", str(data_dir.expanduser().absolute()))
    return settings().data_dir.expanduser().absolute()


def use_lake(location: str) -> None:
    """Have a lake at this place, whatever the environment and the settings file say; workers of this run inherit it."""
    _override("LAKE", location)


@lru_cache(maxsize=1)
def warn_of_exposed_secrets() -> None:
    """Log a warning, once in a process, where others may read the secrets of the settings file."""
    if warning := exposed_secrets(settings_file()):
        log.warning(warning)


def _override(name: str, value: str) -> None:
    if os.environ.get(f"{PREFIX}{name}") != value:
        os.environ[f"{PREFIX}{name}"] = value
        settings.cache_clear()
        origins.cache_clear()


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The one TOML file that may hold settings; it need not exist unless NIBWATCH_SETTINGS names it."""
    if named := environment.get(FILE_VARIABLE):
        return Path(named).expanduser().absolute()
    data_dir = environment.get(f"{PREFIX}DATA_DIR") or CHECKOUT / "data"
    return Path(data_dir).expanduser().absolute() / FILE_NAME


def _read(environment: Mapping[str, str]) -> tuple[Settings, Mapping[str, str]]:
    path = settings_file(environment)
    is_named = bool(environment.get(FILE_VARIABLE))
    in_file = read_settings_file(path, is_required=is_named)
    in_environment = _from_environment(environment)
    names = tuple(Settings.model_fields)
    check_names(in_file, names, where=str(path))
    check_names(in_environment, names, where="the environment", prefix=PREFIX)
    if "data_dir" in in_file and not is_named:
        raise RequestError(f"{path} lies in the data directory, so it cannot name another: remove data_dir from it.")
    origins = dict.fromkeys(in_file, str(path)) | {name: f"{PREFIX}{name.upper()}" for name in in_environment}
    from_file: dict[str, Any] = {name: value for name, value in in_file.items() if name not in in_environment}
    try:
        return Settings(**from_file), origins
    except ValidationError as error:
        raise RequestError(sentence(error, in_file | in_environment, origins)) from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables NIBWATCH_*, by the settings' names; an empty variable counts as none."""
    return {
        variable.upper().removeprefix(PREFIX).lower(): value
        for variable, value in environment.items()
        if variable.upper().startswith(PREFIX) and variable.upper() != FILE_VARIABLE and value
    }
