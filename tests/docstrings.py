"""The public functions of modules, and what their docstrings say section by section."""

import ast
import builtins
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Function(NamedTuple):
    """A public function or method, its arguments without self and cls, and its docstring by section."""

    node: ast.FunctionDef
    arguments: list[str]
    headings: list[str]
    sections: dict[str, str]

    @property
    def raised(self) -> set[str]:
        """The errors that it makes and raises, but those that it catches itself."""
        made = [
            (node, node.exc.func.id)
            for node in ast.walk(self.node)
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
            if node.exc.func.id.endswith("Error")
        ]
        attempts = [node for node in ast.walk(self.node) if isinstance(node, ast.Try)]
        return {error for node, error in made if not any(_catches(attempt, node, error) for attempt in attempts)}


def _catches(attempt: ast.Try, node: ast.Raise, error: str) -> bool:
    known = vars(builtins)
    caught = [
        name.id for each in attempt.handlers for name in ast.walk(each.type or each) if isinstance(name, ast.Name)
    ]
    return any(node in ast.walk(statement) for statement in attempt.body) and any(
        name == error or issubclass(known.get(error, Exception), known.get(name, ())) for name in caught
    )


def public_functions(files: Iterable[Path]) -> dict[str, Function]:
    """The public functions and methods of these files by folder, file, class and name."""
    return {
        name: function
        for path in sorted(files)
        for name, function in _public(
            ast.parse(path.read_text(encoding="utf-8")).body, f"{path.parent.name}.{path.stem}."
        ).items()
    }


def entries(text: str) -> set[str]:
    """The names that a section describes: those of its lines that are not indented."""
    return {name.strip("* ") for line in re.findall(r"^\S.*$", text, re.MULTILINE) for name in line.split(",")}


def _public(body: list[ast.stmt], prefix: str) -> dict[str, Function]:
    functions = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            functions[prefix + node.name] = _function(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            functions |= _public(node.body, f"{prefix}{node.name}.")
    return functions


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
