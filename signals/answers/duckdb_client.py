"""Whether the `duckdb` command of this machine, if there is one, can open the published file and use its macros."""

import re
import shutil
import subprocess

from packaging.version import Version

OPENS_THE_FILE = Version("1.4.0")
"""The first DuckDB that reads storage version v1.4.0 (signals/database.py)."""
HAS_THE_MACROS = Version("1.4.2")
"""1.4.0 and 1.4.1 lose the tables of a WITH clause within a macro (docs/decisions/0001-dependencies.md)."""
SECONDS = 10


def client_state() -> tuple[str, str]:
    """``note`` if the installed client is too old, else ``ok``; and a sentence that says why."""
    needed = f"the published file opens from DuckDB {OPENS_THE_FILE} on, its macros work from {HAS_THE_MACROS} on"
    command = shutil.which("duckdb")
    if command is None:
        return "ok", f"No `duckdb` command; only `nibwatch sql` without a query needs it. In other clients, {needed}."
    try:
        done = subprocess.run(  # noqa: S603 - the duckdb that is found, no shell between
            [command, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "note", f"{command} does not say its version ({error}); {needed}."
    match = re.search(r"v?(\d+\.\d+\.\d+)", done.stdout)
    if match is None:
        return "note", f"{command} does not say its version; {needed}."
    version = Version(match[1])
    return "note" if version < HAS_THE_MACROS else "ok", f"{command} is {version}; {needed}."
