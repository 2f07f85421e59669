"""`nibwatch sql` without a query: DuckDB's own shell over the published file, read-only."""

import os
import shutil
import sys
from pathlib import Path

from signals.answers.duckdb_client import client_state
from signals.errors import RequestError


def open_shell(published: Path) -> None:
    """Become the machine's `duckdb` command with the file open read-only; ``RequestError`` where there is none."""
    command = shutil.which("duckdb")
    if command is None:
        raise RequestError(
            'No query is given, and there is no `duckdb` command whose shell could open: nibwatch sql "SELECT ..." '
            "runs a query, `nibwatch sql --examples` lists some, https://duckdb.org/install has the command."
        )
    state, sentence = client_state()
    if state == "note":
        print(sentence, file=sys.stderr, flush=True)
    os.execv(command, [command, "-readonly", str(published)])  # noqa: S606 - the duckdb that is found, no shell between
