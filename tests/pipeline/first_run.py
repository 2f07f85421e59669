"""`nibwatch run` in a process of its own, and the first run of a new data directory as others find it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


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


def environment(**settings: str) -> dict[str, str]:
    """The environment without what this machine sets for Prefect and nibwatch, and with these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "NIBWATCH_"))}
    return {**kept, "PREFECT_PROFILE": "ephemeral", **settings}


def nibwatch(*arguments: str | Path, **settings: str) -> Outcome:
    """Run a command in a process of its own, without a Prefect server unless the settings name one."""
    done = subprocess.run(
        [sys.executable, "-m", "signals.command", *map(str, arguments)],
        capture_output=True, text=True, env=environment(**settings), timeout=500,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout + done.stderr)
