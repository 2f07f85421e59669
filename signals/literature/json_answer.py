"""JSON from outside: an answer's object, and its parts by the types that they must have."""

from typing import Any, TypeVar

from pydantic_core import from_json

from signals.literature.client import Answer, SourceError, TransientSourceError
from signals.validation import shown_value

_COUNTS = range(2**31)
"""A number beyond it is no count, and no column of ours holds it."""

Part = TypeVar("Part", str, int, bool, dict[str, Any], list[Any])


def read_json(answer: Answer) -> dict[str, Any]:
    """The object of a JSON answer.

    Nesting, numbers and letters that no sane answer holds are not JSON to the reader.

    Raises
    ------
    SourceError
        The source answered with an error that will not pass.
    TransientSourceError
        The answer is no JSON object, such as a web page.
    """
    if answer.status != 200:
        raise SourceError(f"{answer.address} answered {answer.status}.")
    try:
        value = from_json(answer.body, allow_inf_nan=False)
    except ValueError as error:
        raise TransientSourceError(f"{answer.address} sent no JSON ({error}): {answer.beginning!r}.") from error
    if not isinstance(value, dict):
        raise TransientSourceError(f"{answer.address} sent JSON that is no object.")
    return value


def part(record: Any, kind: type[Part], *names: str) -> Part | None:
    """The value at names within names; None where it is missing or null.

    Raises
    ------
    SourceError
        It is of another type.
    """
    for depth, name in enumerate(names):
        record = _of_type(record, dict, names[:depth]).get(name)
        if record is None:
            return None
    value: Part = _of_type(record, kind, names)
    return value


def texts(record: Any, *names: str) -> tuple[str, ...]:
    """The texts of a list at names within names; none where it is missing or null."""
    return tuple(_of_type(one, str, names) for one in part(record, list, *names) or ())


def _of_type(value: Any, kind: type[Any], names: tuple[str, ...]) -> Any:
    if type(value) is not kind or (kind is int and value not in _COUNTS):
        where = ".".join(names) or "a record"
        raise SourceError(
            f"An answer is of a shape we do not know: it holds {shown_value(value)} as {where}, expected was "
            f"{_WORDS[kind]}."
        )
    return value


_WORDS = {str: "text", int: "a count", bool: "true or false", dict: "an object", list: "a list"}
