"""In what others build on, the docstring of a public function names the errors that it raises."""

from pathlib import Path

import pytest

from tests.docstrings import entries, public_functions

SIGNALS = Path(__file__).resolve().parents[1] / "signals"
FOLDERS = ("build", "lake", "literature", "pipeline", "sources", "tables", "vocabulary")
MODULES = ("files", "published", "source_description", "validation", "web")
FILES = [
    *(path for folder in FOLDERS for path in (SIGNALS / folder).rglob("*.py")),
    *(SIGNALS / f"{m}.py" for m in MODULES),
]
FUNCTIONS = {name: function for name, function in public_functions(FILES).items() if function.raised}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_raises_names_every_error_that_the_function_raises_itself(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.raised <= entries(function.sections.get("Raises", "")) | {"AssertionError"}
