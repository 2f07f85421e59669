"""The examples in the docstrings of signals.statistics and in docs/methods.md are run and give the printed results."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import signals.statistics

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(signals.statistics.__path__, prefix="signals.statistics.")
)
# Building blocks of the public functions.
WITHOUT_EXAMPLES = re.compile(
    r"statistics\.(array_checks|row_blocks|number|contingency|estimate|ebgm\.(?!scores|fit|zero_cells).*)$"
)
METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"
SECTIONS = dict(
    re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", METHODS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
)


@pytest.mark.parametrize("module", MODULES)
def test_docstring_examples_give_what_they_say(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.failed == 0


@pytest.mark.parametrize("section", SECTIONS)
def test_worked_examples_of_the_methods_page_give_what_they_say(section):
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", SECTIONS[section], re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(code, {}, section, str(METHODS), 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.failures == 0


@pytest.mark.parametrize("module", [name for name in MODULES if not WITHOUT_EXAMPLES.search(name)])
def test_every_public_function_has_an_example(module):
    imported = importlib.import_module(module)
    functions = [
        item for name, item in vars(imported).items()
        if callable(item) and not name.startswith("_") and getattr(item, "__module__", None) == module
        and not isinstance(item, type)
    ]  # fmt: skip
    assert [function.__name__ for function in functions if ">>>" not in (function.__doc__ or "")] == []
