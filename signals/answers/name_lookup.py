"""Find what a user means by a drug or an event in the published file, or say what comes near."""

import duckdb

from signals.errors import RequestError
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.reference import kinase_names

SHARE_OF_REPORTS = 0.9
"""From this share of the records on, a reported text stands for the one ingredient it became."""

_BECAME = """
    WITH record AS (
        SELECT DISTINCT caseid, drug_seq, ingredient FROM faers.case_drug
        WHERE lower(drugname) = lower(trim($text)) AND ingredient IS NOT NULL
    )
    SELECT ingredient, count(*) / (SELECT count(DISTINCT (caseid, drug_seq)) FROM record) AS share
    FROM record GROUP BY ingredient ORDER BY share DESC, ingredient
    """
_NEAR_DRUGS = """
    WITH candidate AS (
        SELECT ingredient AS name, ingredient, case_count FROM faers.ingredient WHERE is_matched OR is_watched
        UNION ALL
        SELECT lower(drugname), ingredient, count(DISTINCT caseid) FROM faers.case_drug
        WHERE match_rule != 'text' AND length(drugname) BETWEEN length($text) - 3 AND length($text) + 3 GROUP BY ALL
        UNION ALL
        SELECT DISTINCT lower(drug), drug, 0 FROM signals.watch
        UNION ALL
        SELECT unnest($brands), unnest($ingredients), 0
    )
    SELECT ingredient FROM candidate
    WHERE (ingredient IN (SELECT ingredient FROM faers.ingredient) OR ingredient IN (SELECT drug FROM signals.watch))
        AND (damerau_levenshtein(name, $text) <= greatest(1, length($text) // 3)
        OR (length($text) >= 4 AND (starts_with(name, $text) OR starts_with($text, name || ' '))))
    GROUP BY ingredient
    ORDER BY min(damerau_levenshtein(name, $text)), max(case_count) DESC, ingredient LIMIT 3
    """
_NEAR_EVENTS = """
    SELECT event_pt FROM faers.event
    WHERE damerau_levenshtein(lower(event_pt), $text) <= greatest(1, length($text) // 3)
        OR (length($text) >= 4 AND contains(lower(event_pt), $text))
    ORDER BY damerau_levenshtein(lower(event_pt), $text), case_count DESC, event_pt LIMIT 3
    """


def find_ingredient(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The ingredient of that name, whatever its letter case, or by a brand, code or salt of it.

    Names of kinase inhibitors are those of data/reference; any other text stands for the ingredient that it became in
    the reports. ``RequestError`` otherwise, with the nearest names.
    """
    named = _ingredient(connection, text) or _ingredient(connection, kinase_names().get(name_words(text)))
    if named:
        return named
    became = connection.execute(_BECAME, {"text": text}).fetchall()
    if became and became[0][1] >= SHARE_OF_REPORTS and (len(became) == 1 or became[1][1] < SHARE_OF_REPORTS):
        return str(became[0][0])
    if became:
        listed = ", ".join(str(row[0]) for row in became[:10])
        raise RequestError(f"{text!r} became several ingredients in the reports; name one of them: {listed}.")
    raise RequestError(_unknown_drug(connection, text))


def find_watched(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The watched drug or class of that name; a ``RequestError`` where it is unknown or not on the watchlist."""
    watched = "SELECT DISTINCT drug FROM signals.watch WHERE lower(drug) = lower(trim($text))"
    if row := connection.execute(watched, {"text": text}).fetchone():
        return str(row[0])
    drug = find_ingredient(connection, text)
    if row := connection.execute(watched, {"text": drug}).fetchone():
        return str(row[0])
    raise RequestError(
        f"{drug} is not on the watchlist of the published file; `nibwatch pair {drug!r} EVENT` shows any pair."
    )


def find_event(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The preferred term of that name, whatever its letter case; ``RequestError`` with the nearest terms otherwise."""
    row = connection.execute(
        "SELECT event_pt FROM faers.event WHERE lower(event_pt) = lower(trim($text))", {"text": text}
    ).fetchone()
    if row:
        return str(row[0])
    if connection.execute("SELECT 1 FROM signals.watch WHERE event = trim($text) LIMIT 1", {"text": text}).fetchone():
        raise RequestError(
            f"{text} is a group of terms, no event of a pair: name one term, or see `nibwatch watch DRUG`."
        )
    near = connection.execute(_NEAR_EVENTS, {"text": text.strip().lower()}).fetchall()
    raise RequestError(_unknown(connection, "event", text, "faers.event", [str(found[0]) for found in near]))


def _ingredient(connection: duckdb.DuckDBPyConnection, text: str | None) -> str | None:
    row = connection.execute(
        "SELECT ingredient FROM faers.ingredient WHERE ingredient = lower(trim($text))", {"text": text}
    ).fetchone()
    return str(row[0]) if row else None


def _unknown_drug(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    if connection.execute(
        "SELECT 1 FROM signals.watch WHERE lower(drug) = lower(trim($text))", {"text": text}
    ).fetchone():
        return f"{text} is a class of drugs, no ingredient: `nibwatch watch {text.strip()!r}` shows it."
    known = kinase_names()
    near = connection.execute(
        _NEAR_DRUGS,
        {
            "text": text.strip().lower(),
            "brands": [" ".join(words).lower() for words in known],
            "ingredients": list(known.values()),
        },
    ).fetchall()
    return _unknown(connection, "drug", text, "faers.ingredient", [str(found[0]) for found in near])


def _unknown(connection: duckdb.DuckDBPyConnection, kind: str, text: str, table: str, near: list[str]) -> str:
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    suggestion = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"No {kind} is called {text.strip()!r} among the {count:,} in the published file.{suggestion}"
