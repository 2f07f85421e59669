"""The questions of sql/examples, by name."""

from difflib import get_close_matches
from pathlib import Path

from signals.build.graph import SQL_FOLDER
from signals.build.pair_history import VIEW
from signals.errors import RequestError
from signals.present.command_line import as_typed
from signals.present.text import columns

FOLDER = SQL_FOLDER / "examples"


def example_list() -> str:
    """Every example's name and the question that it answers."""
    rows = [
        (path.stem, path.read_text(encoding="utf-8").splitlines()[0].removeprefix("--").strip()) for path in _files()
    ]
    lines = [
        columns(("example", "question"), rows),
        "",
        as_typed("`nibwatch sql --example NAME` runs one, `--show` prints its SQL."),
    ]
    return "\n".join(lines)


def example_query(name: str) -> str:
    """The SQL of an example; a ``RequestError`` that says what comes near where there is none of that name."""
    files = {path.stem: path for path in _files()}
    if name not in files:
        near = get_close_matches(name, files, n=3, cutoff=0.3)
        raise RequestError(
            f"No example is called {name!r}; "
            + (f"did you mean {', '.join(near)}?" if near else "see `nibwatch sql --examples`.")
        )
    return files[name].read_text(encoding="utf-8")


def needs_history(sql: str) -> bool:
    """Whether an example reads the view of earlier publications' pairs."""
    return VIEW in sql


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.sql"))
