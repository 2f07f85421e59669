"""`nibwatch run` in a process of its own, and the first run of a new data directory as others find it.

Each run is a process of its own, since Prefect's temporary server takes its home from the environment.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flows.temporary_server import NOTE


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    code: int
    said: str


@dataclass(frozen=True)
class FirstRun:
    """A run of a folder of exports into a new data directory; look at both, and write in copies only."""

    folder: Path
    home: Path
    outcome: Outcome

    def copied_to(self, home: Path) -> Path:
        """The data directory for a test to go on in."""
        shutil.copytree(self.home, home)
        return home

    def lend_prefect_home(self, home: Path) -> None:
        """Give a data directory Prefect's home of this run: making its database takes most of a cold start."""
        shutil.copytree(self.home / ".prefect", home / ".prefect", ignore=shutil.ignore_patterns(NOTE))


def nibwatch(*arguments: str | Path, **settings: str) -> Outcome:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "NIBWATCH_"))
    } | settings
    done = subprocess.run(
        [sys.executable, "-m", "signals.cli", *map(str, arguments)],
        capture_output=True, text=True, env=environment, timeout=500,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout + done.stderr)
