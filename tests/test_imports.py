"""Modules flow one way, as tables do: each imports only what stands before its own package."""

import ast
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
    "cli",
    "command",
    "flows",
]
"""Packages and modules, each before those that may import it."""


def _module(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


def _part(module: str) -> str:
    if module in {"signals.lake.location", "signals.mail.address", "signals.present.output"}:  # read no settings
        return module.removeprefix("signals.")
    return module.split(".")[1] if module.startswith("signals.") else module.split(".")[0]


def _imports(path: Path) -> set[str]:
    """The modules of the project that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {
                f"{node.module}.{alias.name}" if node.module == "signals" else node.module for alias in node.names
            }
    return {name for name in names if name.split(".")[0] in {"signals", "flows"} and name != "signals"}


def test_no_module_imports_a_later_package() -> None:
    files = [path for folder in ("signals", "flows") for path in (CHECKOUT / folder).rglob("*.py")]
    backward = sorted(
        f"{_module(path)} imports {imported}"
        for path in files
        if _module(path) != "signals"
        for imported in _imports(path)
        if IN_ORDER.index(_part(imported)) > IN_ORDER.index(_part(_module(path)))
    )
    assert backward == []
