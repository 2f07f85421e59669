"""Modules flow one way, as tables do: each imports only what stands before its own package."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

from signals.settings import CHECKOUT

IN_ORDER = [
    "errors",
    "source_description",
    "validation",
    "quarter",
    "progress",
    "disk_space",
    "files",
    "network_environment",
    "web",
    "interruption",
    "statistics",
    "present.output",
    "lake.location",
    "mail.address",
    "settings_file",
    "setting_values",
    "settings",
    "clock",
    "temporary_folder",
    "lake",
    "prefect_server",
    "data_directory",
    "sources",
    "declaration",
    "published",
    "database",
    "vocabulary",
    "literature",
    "demo",
    "present",
    "mail",
    "build",
    "tables",
    "digest",
    "pages",
    "evaluation",
    "answers",
    "pipeline",
    "flows",
    "cli",
    "command",
]
"""Packages and modules, each before those that may import it."""


def _module(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


FILES = [path for folder in ("signals", "flows") for path in (CHECKOUT / folder).rglob("*.py")]
MODULES = {_module(path) for path in FILES}


def _part(module: str) -> str:
    if module in {"signals.lake.location", "signals.mail.address", "signals.present.output"}:  # read no settings
        return module.removeprefix("signals.")
    return module.split(".")[1] if module.startswith("signals.") else module.split(".")[0]


def _imports(path: Path) -> set[str]:
    """The modules of the project that a file imports, wherever in it; by a string, all that it may name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= members & MODULES or {node.module}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names |= _named(ast.unparse(node.args[0]).strip("f'\""))
    return names & MODULES - {"signals"}


def _named(pattern: str) -> set[str]:
    """The modules that the string of an import may name: its fields, such as {name}, may hold any one name."""
    if pattern.startswith("{"):  # a package that the caller names, which has imported it
        return set()
    return {module for module in MODULES if re.fullmatch(re.sub(r"\{.*?\}", r"\\w+", pattern), module)}


def test_no_module_imports_a_later_package() -> None:
    backward = sorted(
        f"{_module(path)} imports {imported}"
        for path in FILES
        if _module(path) != "signals"
        for imported in _imports(path)
        if IN_ORDER.index(_part(imported)) > IN_ORDER.index(_part(_module(path)))
    )
    assert backward == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter({_module(path): _imports(path) - {_module(path)} for path in FILES}).prepare()


def test_no_file_has_more_than_300_lines() -> None:
    files = [*FILES, *(CHECKOUT / "tests").rglob("*.py"), *(CHECKOUT / "sql").rglob("*.sql")]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []
