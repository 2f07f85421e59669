"""The result of `nibwatch sql` as an Excel workbook, text always as text."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

from signals.errors import RequestError
from signals.present.strict_json import json_text

MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767
LARGEST_WHOLE_NUMBER = 10**15
"""Of a number in Excel, which keeps 15 digits; beyond it a whole number is written as text."""


def write_workbook(file: IO[bytes], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet: a header that stays in view, and a row a row; NULL, NaN and infinity are empty cells.

    Raises
    ------
    RequestError
        Where the sheet would lose something: more rows, columns or text in a cell than Excel holds.
    """
    import xlsxwriter

    if len(names) > MOST_COLUMNS:
        raise RequestError(f"The result has {len(names):,} columns, and a sheet holds {MOST_COLUMNS:,}.")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("result")
        bold = book.add_format({"bold": True})
        dates = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(names):
            sheet.write_string(0, place, _text(name, name), bold)
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise RequestError(f"The result has more rows than a sheet holds, {MOST_ROWS:,}; use --format csv.")
            for place, (name, value) in enumerate(zip(names, row, strict=True)):
                _write(sheet, number, place, name, value, dates)


def _write(sheet: Any, number: int, place: int, name: str, value: Any, dates: dict[type[date], Any]) -> None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(number, place, value)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) < LARGEST_WHOLE_NUMBER):
        sheet.write_number(number, place, value)
    elif type(value) in dates and value.year > 1900 and getattr(value, "tzinfo", None) is None:
        sheet.write_datetime(number, place, value, dates[type(value)])
    else:
        sheet.write_string(number, place, _text(name, value))


def _text(name: str, value: Any) -> str:
    text = json_text(value) if isinstance(value, list | tuple | dict) else str(value)
    if len(text) > LONGEST_TEXT:
        raise RequestError(
            f"A value of {name} has {len(text):,} characters, and a cell holds {LONGEST_TEXT:,}; use --format csv."
        )
    return text
