"""JSON that every reader takes: no NaN, no infinity, dates in ISO 8601."""

import json
import math
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any


def json_text(content: Any, indent: int | None = None) -> str:
    """Values of DuckDB, numpy or Python as JSON text; an undefined number is null, what cannot be printed escaped."""
    text = json.dumps(json_value(content), ensure_ascii=False, allow_nan=False, indent=indent)
    return "\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in text.split("\n"))


def _escaped(sign: str) -> str:
    return sign if sign.isprintable() else json.dumps(sign)[1:-1]


def json_value(value: Any) -> Any:
    """The value in JSON's types: what is neither number, text, list nor mapping becomes its text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        number = float(value)
        return (number if Decimal(repr(number)) == value else str(value)) if math.isfinite(number) else None
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if hasattr(value, "item"):  # a number of numpy
        return json_value(value.item())
    return value.hex() if isinstance(value, bytes) else str(value)
