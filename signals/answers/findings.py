"""The watched pairs that are reported disproportionately, in the order a reader wants them."""

from pathlib import Path
from typing import Any

from signals.database import open_read_only


def watched_rows(published: Path) -> int:
    """How many rows signals.watch has: watched drugs x events x analyses."""
    with open_read_only(published) as connection:
        return int(connection.execute("SELECT count(*) FROM signals.watch").fetchall()[0][0])


def findings(published: Path) -> list[dict[str, Any]]:
    """A row a watched ingredient or class x event whose verdict is `disproportionate` without an MS context."""
    with open_read_only(published) as connection:
        frame = connection.execute(
            """
            SELECT drug, event, a, round(expected, 2) AS expected
                , round(ror, 2) AS ror, round(ror_lower, 2) AS ror_lower
                , round(ic, 2) AS ic, round(ic_lower, 2) AS ic_lower, human_verdict
            FROM signals.watch
            WHERE analysis = 'no_ms_context' AND human_verdict = 'disproportionate'
            ORDER BY ic_lower DESC, drug, event
            """
        ).df()
    records = frame.astype(object).where(frame.notna(), None).to_dict(orient="records")
    return [{str(name): value for name, value in record.items()} for record in records]
