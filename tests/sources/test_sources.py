"""A source of reports is known to those who run it, and its words to itself alone."""

import re
from pathlib import Path

import pytest

import signals
from signals import sources
from signals.database import LAKE_TABLES
from signals.declaration import SQL_FOLDER
from signals.settings import CHECKOUT
from signals.source_description import SOURCE, source_description

SIGNALS = Path(signals.__file__).parent
RUNNERS = ("sources/", "pipeline", "cli/", "demo/", "answers/status.py", "answers/doctor.py")
"""Who may import a source: pipelines and commands, the demo, which plays FDA, and who asks a source what it has."""
KNOWING = (
    f"signals/sources/{SOURCE}/",
    f"sql/sources/{SOURCE}/",
    "signals/demo/",
    "signals/statistics/",
    "sql/dictionary.csv",
)
"""What may name FDA: the source; the demo, which plays its server; statistics, which say on whose data a number was
measured, as they cite a paper; and the dictionary, which says what FDA's own columns and codes in published tables mean."""
WORDS = re.compile(r"\b(?:FDA|FAERS|AERS|AEMS|DEMO|ISR)\b|fis\.fda|sources[./]faers|[\"'.]demo[\"']")
"""Its names, its address, and its table of reports; not the published schema faers, nor openFDA, a source of labels."""
EXCEPT = {
    "signals/sources/__init__.py": "sources.faers",  # the one place that names the source in use
    "sql/build.toml": "sources/faers",  # how its SELECTs are made
    **dict.fromkeys(("signals/cli/application.py", "signals/cli/next_steps.py"), '"demo"'),  # the command
    "signals/cli/commands/demo.py": '"demo"',  # its folder
}


def imports_of(folder: Path, package: str) -> dict[str, str]:
    """The first line of each file under a folder that imports a package."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        if match := re.search(rf"^\s*(?:from|import) {re.escape(package)}\b.*", path.read_text("utf-8"), re.MULTILINE):
            found[path.relative_to(folder).as_posix()] = match[0].strip()
    return found


def named_in(folder: str) -> dict[str, set[str]]:
    """The source's words in each file under a folder of the checkout that is not to know them."""
    files = [
        path
        for path in sorted((CHECKOUT / folder).rglob("*.*"))
        if path.suffix in {".py", ".toml", ".sql", ".csv", ".html"}
    ]
    words = {path.relative_to(CHECKOUT).as_posix(): {*WORDS.findall(path.read_text("utf-8"))} for path in files}
    left = {name: found - {EXCEPT.get(name)} for name, found in words.items() if not name.startswith(KNOWING)}
    return {name: found for name, found in left.items() if found}


def test_nobody_but_its_runners_imports_a_source() -> None:
    importing = imports_of(SIGNALS, "signals.sources")
    assert importing.keys() >= {"answers/doctor.py"}, "imports are found at all"
    assert {name: line for name, line in importing.items() if not name.startswith(RUNNERS)} == {}


def test_nobody_but_the_front_imports_from_the_source_in_use() -> None:
    importing = imports_of(SIGNALS, f"signals.sources.{SOURCE}") | imports_of(
        CHECKOUT / "flows", f"signals.sources.{SOURCE}"
    )
    assert {name for name in importing if not name.startswith(("sources/", "demo/"))} == set()


@pytest.mark.parametrize("folder", ["signals", "flows", "sql"])
def test_nothing_but_the_source_knows_its_words(folder: str) -> None:
    assert named_in(folder) == {}


def test_the_source_in_use_is_the_one_that_describes_itself_and_makes_the_staging_tables() -> None:
    assert sources.open_source.__module__.startswith(f"signals.sources.{SOURCE}.")
    assert (SQL_FOLDER / "sources" / SOURCE / "report.sql").is_file()
    assert set(source_description().tables) < set(LAKE_TABLES)


def test_the_lake_knows_no_source_and_no_settings() -> None:
    assert imports_of(SIGNALS / "lake", "signals.sources") == {}
    assert imports_of(SIGNALS / "lake", "signals.settings") == {}
    assert imports_of(SIGNALS / "lake", "signals.temporary_folder") == {}, "it would read the setting"
