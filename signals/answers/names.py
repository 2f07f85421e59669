"""Find what a user means by a drug or an event in the published file, or say what comes near."""

from difflib import get_close_matches

import duckdb

from signals.errors import RequestError


def find_ingredient(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The suspect ingredient or watched drug of that name, whatever its letter case, or by a name of the drug.

    A brand, code or salt that became exactly one ingredient in the reports stands for it. ``RequestError`` otherwise,
    with the nearest names.
    """
    row = connection.execute(
        """
        SELECT ingredient FROM (
            SELECT DISTINCT ingredient FROM faers.suspect
            UNION
            SELECT DISTINCT drug FROM signals.watch
        ) WHERE lower(ingredient) = lower(trim($text))
        """,
        {"text": text},
    ).fetchone()
    if row:
        return str(row[0])
    rows = connection.execute(
        """
        SELECT DISTINCT ingredient FROM faers.case_drug
        WHERE lower(drugname) = lower(trim($text)) AND ingredient IS NOT NULL
        """,
        {"text": text},
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    known = connection.execute(
        "SELECT DISTINCT ingredient FROM faers.suspect UNION SELECT DISTINCT drug FROM signals.watch"
    ).fetchall()
    raise RequestError(_unknown("drug", text, [str(name[0]) for name in known]))


def find_event(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The preferred term of that name, whatever its letter case; ``RequestError`` with the nearest terms otherwise."""
    terms = [
        str(row[0])
        for row in connection.execute(
            """
            SELECT DISTINCT event_pt FROM faers.case_event
            UNION
            SELECT DISTINCT event FROM signals.watch WHERE event_kind = 'term'
            """
        ).fetchall()
    ]
    wanted = text.strip().lower()
    for term in terms:
        if term.lower() == wanted:
            return term
    raise RequestError(_unknown("event", text, terms))


def _unknown(kind: str, text: str, known: list[str]) -> str:
    lowered = {name.lower(): name for name in known}
    near = [lowered[name] for name in get_close_matches(text.strip().lower(), lowered, n=3, cutoff=0.6)]
    suggestion = f" Did you mean {', '.join(near)}?" if near else ""
    return f"No {kind} is called {text!r} among the {len(known):,} in the published file.{suggestion}"
