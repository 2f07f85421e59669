"""Find what a user means by a drug or an event in the published file, or say what comes near."""

from dataclasses import dataclass

import duckdb

from signals.errors import RequestError
from signals.present.command_line import command
from signals.published import first_value, query, watchlist_named
from signals.validation import did_you_mean
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.reference import kinase_names

SHARE_OF_REPORTS = 0.9
"""Share of its records from which on a reported text stands for one ingredient."""


@dataclass(frozen=True)
class Watched:
    """A watched drug or class, and the watchlist that it is shown of."""

    drug: str
    watchlist: str


def find_ingredient(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The ingredient of that name, whatever its letter case, or by a brand, code or salt of it.

    Names of kinase inhibitors are those of data/reference; any other text stands for the ingredient that it became in
    the reports. ``RequestError`` otherwise, with the nearest names.
    """
    named = first_value(connection, "answers/ingredient", text=text) or first_value(
        connection, "answers/ingredient", text=kinase_names().get(name_words(text))
    )
    if named:
        return str(named)
    became = connection.execute(query("answers/became_ingredients"), {"text": text}).fetchall()
    if became and became[0][1] >= SHARE_OF_REPORTS and (len(became) == 1 or became[1][1] < SHARE_OF_REPORTS):
        return str(became[0][0])
    if became:
        listed = ", ".join(str(row[0]) for row in became[:10])
        raise RequestError(f"{text!r} became several ingredients in the reports; name one of them: {listed}.")
    raise RequestError(_unknown_drug(connection, text))


def find_watched(connection: duckdb.DuckDBPyConnection, text: str, watchlist: str | None = None) -> Watched:
    """The watched drug or class of that name, in the watchlist named, else in the first that watches it.

    Raises
    ------
    RequestError
        Where the drug is unknown, or not on the watchlist named, or on none.
    """
    asked = watchlist_named(connection, watchlist)
    watched = _watched(connection, text, asked)
    drug = watched[0].drug if watched else find_ingredient(connection, text)
    watched = watched or _watched(connection, drug, asked)
    if not watched:
        raise RequestError(
            f"{drug} is not on the watchlist of the published file; `{command('pair', drug, 'EVENT')}` shows any pair."
        )
    if watchlist is not None and watched[0].watchlist != asked:
        others = ", ".join(each.watchlist for each in watched)
        raise RequestError(f"{drug} is not on the watchlist {asked}, but on {others}; name that with --watchlist.")
    return watched[0]


def _watched(connection: duckdb.DuckDBPyConnection, text: str, watchlist: str) -> list[Watched]:
    """What of that name is watched, in this watchlist before all others."""
    values = {"text": text, "watchlist": watchlist}
    return [Watched(*row) for row in connection.execute(query("answers/watched_drug"), values).fetchall()]


def find_event(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """The preferred term of that name, whatever its letter case; ``RequestError`` with the nearest terms otherwise."""
    if term := first_value(connection, "answers/event_term", text=text):
        return str(term)
    if first_value(connection, "answers/watched_event", text=text):
        raise RequestError(
            f"{text} is a group of terms, no event of a pair: name one term, or see `{command('watch', 'DRUG')}`."
        )
    near = connection.execute(query("answers/near_events"), {"text": text.strip().lower()}).fetchall()
    watched = connection.execute("SELECT DISTINCT event FROM signals.watch WHERE event_kind = 'group'").fetchall()
    group = "" if near else did_you_mean(text.strip(), [name for (name,) in watched])
    of_a_group = (
        f" Groups of terms, which `{command('watch', 'DRUG')}` shows, are no event of a pair{group}." if group else ""
    )
    raise RequestError(_unknown("event", text, first_value(connection, "answers/event_count"), near) + of_a_group)


def _unknown_drug(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    if _watched(connection, text, watchlist_named(connection)):
        return f"{text} is a class of drugs, no ingredient: `{command('watch', text.strip())}` shows it."
    names = kinase_names()
    brands = [" ".join(words).lower() for words in names]
    values = {"text": text.strip().lower(), "brands": brands, "ingredients": list(names.values())}
    near = connection.execute(query("answers/near_drugs"), values).fetchall()
    unknown = _unknown("drug", text, first_value(connection, "answers/ingredient_count"), near)
    return unknown if near else f"{unknown}{_as_event(connection, text)}"


def _as_event(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """Where to look, if a text that names no drug is an event or comes near one."""
    if first_value(connection, "answers/watched_event", text=text):
        return f" {text.strip()} is a watched event: `{command('watch')}` has its rows, `{command('report')}` its page."
    near = connection.execute(query("answers/near_events"), {"text": text.strip().lower()}).fetchall()
    listed = " or ".join(name for (name,) in near)
    return f" For an event such as {listed} ask `{command('pair', 'DRUG', 'EVENT')}`." if near else ""


def _unknown(kind: str, text: str, count: int, near: list[tuple[str]]) -> str:
    suggestion = f" Did you mean {' or '.join(name for (name,) in near)}?" if near else ""
    return f"No {kind} is called {text.strip()!r} among the {count:,} in the published file.{suggestion}"
