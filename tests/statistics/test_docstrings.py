"""Docstrings of the public functions of signals.statistics are in numpydoc form and name every argument."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "signals" / "statistics"
SECTIONS = ["Parameters", "Returns", "Raises", "References", "Examples"]  # in numpydoc's order


class Function(NamedTuple):
    """A public function or method, its arguments without self and cls, and its docstring by section."""

    node: ast.FunctionDef
    arguments: list[str]
    headings: list[str]
    sections: dict[str, str]


def _function(node: ast.FunctionDef) -> Function:
    signature = node.args
    names = [
        each.arg for each in [*signature.posonlyargs, *signature.args, signature.vararg, *signature.kwonlyargs] if each
    ]
    names += [signature.kwarg.arg] if signature.kwarg else []
    _, *parts = re.split(r"^(\w[\w ]*)\n-{3,}$", ast.get_docstring(node) or "", flags=re.MULTILINE)
    headings, texts = parts[::2], parts[1::2]
    arguments = [name for name in names if name not in ("self", "cls")]
    return Function(node, arguments, headings, dict(zip(headings, texts, strict=True)))


def _public(body: list[ast.stmt], prefix: str) -> dict[str, Function]:
    functions = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            functions[prefix + node.name] = _function(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            functions |= _public(node.body, f"{prefix}{node.name}.")
    return functions


FUNCTIONS = {
    name: function
    for path in sorted(FOLDER.rglob("*.py"))
    for name, function in _public(ast.parse(path.read_text(encoding="utf-8")).body, f"{path.stem}.").items()
}
WITH_ARGUMENTS = [name for name, function in FUNCTIONS.items() if function.arguments]


def _entries(text: str) -> set[str]:
    """The names that a section describes: those of its lines that are not indented."""
    return {name.strip("* ") for line in re.findall(r"^\S.*$", text, re.MULTILINE) for name in line.split(",")}


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_parameters_name_every_argument_and_nothing_else(name):
    function = FUNCTIONS[name]
    assert _entries(function.sections.get("Parameters", "")) == set(function.arguments)


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_returns_says_what_comes_back(name):
    function = FUNCTIONS[name]
    returns_nothing = isinstance(function.node.returns, ast.Constant) and function.node.returns.value is None
    assert returns_nothing or function.sections.get("Returns", "").strip()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_raises_names_every_error_that_the_function_raises_itself(name):
    function = FUNCTIONS[name]
    raised = {
        node.exc.func.id for node in ast.walk(function.node)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }  # fmt: skip
    assert raised <= _entries(function.sections.get("Raises", ""))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sections_are_those_of_numpydoc_in_its_order(name):
    headings = FUNCTIONS[name].headings
    assert headings == [section for section in SECTIONS if section in headings]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_begins_with_one_line_of_meaning(name):
    first, *rest = (ast.get_docstring(FUNCTIONS[name].node) or "").splitlines() or [""]
    assert first.endswith(".")
    assert not rest or not rest[0]
