"""Docstrings of the public functions of signals.statistics are in numpydoc form and name every argument."""

import ast
from pathlib import Path

import pytest

from tests.docstrings import entries, public_functions

FOLDER = Path(__file__).resolve().parents[2] / "signals" / "statistics"
SECTIONS = ["Parameters", "Returns", "Raises", "References", "Examples"]  # in numpydoc's order
FUNCTIONS = public_functions(FOLDER.rglob("*.py"))
WITH_ARGUMENTS = [name for name, function in FUNCTIONS.items() if function.arguments]


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_parameters_name_every_argument_and_nothing_else(name):
    function = FUNCTIONS[name]
    assert entries(function.sections.get("Parameters", "")) == set(function.arguments)


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_returns_says_what_comes_back(name):
    function = FUNCTIONS[name]
    returns_nothing = isinstance(function.node.returns, ast.Constant) and function.node.returns.value is None
    assert returns_nothing or function.sections.get("Returns", "").strip()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_raises_names_every_error_that_the_function_raises_itself(name):
    function = FUNCTIONS[name]
    assert function.raised <= entries(function.sections.get("Raises", ""))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sections_are_those_of_numpydoc_in_its_order(name):
    headings = FUNCTIONS[name].headings
    assert headings == [section for section in SECTIONS if section in headings]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_begins_with_one_line_of_meaning(name):
    first, *rest = (ast.get_docstring(FUNCTIONS[name].node) or "").splitlines() or [""]
    assert first.endswith(".")
    assert not rest or not rest[0]
