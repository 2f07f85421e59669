"""`nibwatch watchlist new`: a commented watchlist with the terms that the published reports hold."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from signals.answers.name_lookup import find_ingredient
from signals.database import open_read_only
from signals.errors import RequestError
from signals.files import atomic_path
from signals.present.command_line import command
from signals.present.numbers import plural
from signals.published import query

MOST_TERMS = 60


def write_watchlist(published: Path, path: Path, ingredients: Sequence[str], terms_like: str) -> str:
    """Write the file, which is not there yet, and return what to do with it.

    Parameters
    ----------
    ingredients
        As a user writes them: ingredients, or brands of them.
    terms_like
        Preferred terms that hold this text, in any letter case, are those of its one group.

    Raises
    ------
    RequestError
        The file is there, a drug is unknown, or no term of the reports holds the text.
    """
    if path.exists():
        raise RequestError(f"{path} is there already: give another name, or move it away.")
    with open_read_only(published) as connection:
        drugs = sorted({find_ingredient(connection, text.strip()) for text in ingredients if text.strip()})
        matching = connection.execute(
            query("answers/terms_like"), {"text": terms_like, "most": MOST_TERMS + 1}
        ).fetchall()
    terms = matching[:MOST_TERMS]
    if not drugs:
        raise RequestError("--ingredients names no drug: expected names separated by commas.")
    if not terms:
        raise RequestError(f"No preferred term of the published reports holds {terms_like!r}; try a part of the word.")
    with atomic_path(path, suffix="tmp") as temporary:
        temporary.write_text(_content(path.stem, drugs, terms, terms_like), encoding="utf-8")
    rest = ", the most reported; there are more" if len(matching) > len(terms) else ""
    return (
        f"{path}: {plural(len(drugs), 'drug')}, {plural(len(terms), 'term')} with {terms_like!r}{rest}."
        " Strike the terms that do not belong,"
        f" fill in what stands behind #, then: {command('watchlist', 'check', str(path))};"
        f" {command('run', '--watchlist', str(path))}"
    )


def _content(name: str, drugs: Iterable[str], terms: Iterable[tuple[str, int]], terms_like: str) -> str:
    listed = "\n".join(f"    {_text(drug)}," for drug in drugs)
    counted = "\n".join(f"    {_text(term)}, # {plural(cases, 'case')}" for term, cases in terms)
    return f"""# How a watchlist is written stands in data/watchlists/README.md.

title = {_text(name.replace("_", " ").capitalize())}
version = "1"
# question = "What does the topic ask?"

[class]
name = "watched drug" # the class in words
ingredients = [
{listed}
]

# The analysis and the group that the topic is judged in; the first of each where nothing is said.
# [comparison]
# analysis = "without_other_causes"
# group = "events"

[groups.events]
title = {_text(f"Events that name {terms_like}")}
description = ""
terms = [
{counted}
]

# Reports to leave out, each list with its words, and the analysis that does it. State who says so.
# [lists.other_causes]
# words = "reports that name another drug known for it"
# ingredients = ["..."]
# sources = ["..."]
#
# [[analyses]]
# name = "without_other_causes"
# words = "without reports that name another drug known for it"
# leave_out = ["other_causes"]

# Drugs that nothing links to the events, chosen before their counts are looked at: ten or more calibrate the numbers.
# [negative_controls]
# fixed_on = "2026-01-01"
# rule = "..."
# ingredients = ["..."]
"""


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
