"""A source of reports is known to those who run it, and to nobody else."""

import re
from pathlib import Path

import signals

SIGNALS = Path(signals.__file__).parent
RUNNERS = ("sources/", "pipeline", "cli/", "demo/", "answers/status.py", "answers/doctor.py")
"""Who may import a source: pipelines and commands, the demo, which plays FDA, and who asks a source what it has."""


def imports_of(folder: Path, package: str) -> dict[str, str]:
    """The first line of each file under a folder that imports a package."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        if match := re.search(rf"^\s*(?:from|import) {re.escape(package)}\b.*", path.read_text("utf-8"), re.MULTILINE):
            found[path.relative_to(folder).as_posix()] = match[0].strip()
    return found


def test_nobody_but_its_runners_imports_a_source() -> None:
    importing = imports_of(SIGNALS, "signals.sources")
    assert importing.keys() >= {"answers/doctor.py"}, "imports are found at all"
    assert {name: line for name, line in importing.items() if not name.startswith(RUNNERS)} == {}


def test_the_lake_knows_no_source_and_no_settings() -> None:
    assert imports_of(SIGNALS / "lake", "signals.sources") == {}
    assert imports_of(SIGNALS / "lake", "signals.settings") == {}
