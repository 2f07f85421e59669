"""Validation of files and settings by pydantic, with errors that say what was expected and what was found."""

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from signals.errors import RequestError

Model = TypeVar("Model", bound=BaseModel)
LONGEST_SHOWN = 80
_SIGN = "[@?#;]|(?:token|key|sig|signature|pass|password|secret|credential)="
SECRET_SIGNS = re.compile(_SIGN, re.IGNORECASE)
_URL_WITH_SECRET = re.compile(rf":/.*(?:{_SIGN})|:[^/]*@", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?")


class StrictModel(BaseModel):
    """A table of a file: no unknown keys, no conversion between types, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _check_keys(cls, values: Any) -> Any:
        """Refuse unknown keys; hold a required key that is missing as None, so that its type says what is expected."""
        if not isinstance(values, dict):
            raise wrong("a table", values)
        keys, required = _keys(cls)
        if unknown := values.keys() - keys:
            first = next(key for key in values if key in unknown)
            expected = f"one of the keys {', '.join(sorted(keys))}{did_you_mean(first, keys)}"
            raise wrong(expected, key=first, found="a key that is not known")
        return required | values


@cache
def _keys(model: type[StrictModel]) -> tuple[frozenset[str], dict[str, None]]:
    """The keys of a table, and those that are required; looked up once, not for each row of a file."""
    keys = {field.alias or name: field.is_required() for name, field in model.model_fields.items()}
    return frozenset(keys), {key: None for key, is_required in keys.items() if is_required}


def expecting(expected: str) -> WrapValidator:
    """For an ``Annotated`` type: the words for what was expected, instead of pydantic's own, which name types."""

    def check(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            if first["loc"] or first["type"] == "wrong":
                raise  # what is wrong within says more
            raise wrong(expected, value) from error

    return WrapValidator(check)


def public_url(text: str, *schemes: str) -> str:
    """A URL of a host, in which nothing can be secret.

    Parameters
    ----------
    schemes
        Those that it may begin with, such as https.

    Raises
    ------
    ValueError
        It is none, or may hold a secret; the sentence never repeats it.
    """
    if SECRET_SIGNS.search(text):
        raise ValueError(
            "expected a URL without user, password, query or fragment, since it is shown and logged, found ********"
        )
    try:
        url = urlsplit(text)
        is_address = url.scheme in schemes and is_host(url.hostname or "") and url.port != 0
    except ValueError:  # a port that is none, brackets without an address
        is_address = False
    if not is_address or re.search(r"[\s\"'<>\\]", text):
        raise ValueError(f"expected a URL such as {schemes[0]}://example.org")
    return text


def is_host(text: str) -> bool:
    """Whether a text names a host: by a name or by an address, without port."""
    try:
        return bool(ip_address(text))
    except ValueError:
        return _HOST.fullmatch(text) is not None


def may_hold_a_secret(text: str) -> bool:
    """Whether a text looks like a URL, even as a path, with more than host and path in it, so that it is not shown."""
    return _URL_WITH_SECRET.search(text) is not None


def wrong(expected: str, value: object = None, *, key: str = "", found: str | None = None) -> PydanticCustomError:
    """An error for a validator to raise, as "expected ..., found ...".

    Parameters
    ----------
    key
        Where the fault is, below the validated place.
    found
        Words that stand in place of ``value``.
    """
    shown = shown_value(value) if found is None else found
    context = {"expected": expected, "found": shown, "key": key}
    return PydanticCustomError("wrong", "expected {expected}, found {found}", context)


def reason(error: ErrorDetails, found: str | None = None) -> str:
    """An error as a clause: expected this, found that.

    Parameters
    ----------
    found
        Words in place of the value, which may be a secret.
    """
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "wrong":
        expected, own_words = error["ctx"]["expected"], error["ctx"]["found"]
    else:
        expected = error["msg"].removeprefix("Input should be ")
        own_words = shown_value(error["input"]) if found is None else found
    return f"expected {expected}, found {own_words if found is None else found}"


def key_of(error: ErrorDetails) -> str:
    """Where an error is, as TOML writes it: groups.sign.terms[2], lists counted from 1."""
    within = error.get("ctx", {}).get("key", "")
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error["loc"]]
    return "".join([*parts, f".{within}" if within else ""]).removeprefix(".")


def validated(model: type[Model], table: Mapping[str, Any], file: str) -> Model:
    """The content of a file as a model.

    Parameters
    ----------
    file
        Its name, for the sentence of an error.

    Raises
    ------
    RequestError
        The content does not fit; the sentence names the file, the key and the first fault there.
    """
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        raise RequestError(f"{file}, key {key_of(first)}: {reason(first)}; correct the file.") from error


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A hint at the nearest known name, in brackets; nothing where none is near."""
    near = difflib.get_close_matches(name, list(names), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def shown_value(value: object) -> str:
    """A value as it was written, shortened."""
    shown = "nothing" if value is None else repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 3]}..."
