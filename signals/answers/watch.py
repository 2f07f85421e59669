"""`nibwatch watch`: what stands out, the watchlist's table; one watched drug in short, whole, or case by case."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from signals.answers.first_lines import first_lines
from signals.answers.json_tables import json_tables
from signals.answers.name_lookup import Watched, find_watched
from signals.database import open_read_only
from signals.pages.drug import drug_page, headlines
from signals.present.block import Section
from signals.present.command_line import command
from signals.present.document import Document
from signals.present.output import one_line, plain
from signals.present.published_file import PublishedFile
from signals.present.text import wrapped
from signals.published import first_value, last_run
from signals.source_description import source_description

Parts = Sequence[str | Section]
LONGEST_TABLE = 20
"""The most rows of a table of a drug."""


def standing_out(published: Path, watchlist: str | None = None) -> Document:
    """What stands out on the watchlist, on one screen: of each drug its event group, and whether that holds.

    Parameters
    ----------
    watchlist
        As ``all_drugs``.
    """
    with open_read_only(published) as connection:
        file = PublishedFile.of(connection, watchlist=watchlist)
        sections = file.sections("watch_in_short", event=file.topic.event)
        drugs = [row.drug for section in sections for row in section.answered if hasattr(row, "drug")]
        offered = {"Every pair and rule:": ("--all",), "One drug:": tuple(drugs[:1])}
        more = "\n".join(
            f"{what:20} {one_line(command('watch', *words, option=file.topic.option))}"
            for what, words in offered.items()
            if words
        )
        return Document([*first_lines(connection, file.topic), *sections, more], {"run": last_run(connection)})


def all_drugs(published: Path, watchlist: str | None = None) -> Document:
    """Watched drugs x event groups: the compared analysis and the first one, the most disproportionate first.

    Parameters
    ----------
    watchlist
        One that the file holds, the main one by default; ``RequestError`` where it does not hold it.
    """
    with open_read_only(published) as connection:
        file = PublishedFile.of(connection, watchlist=watchlist)
        parts: Parts = [*first_lines(connection, file.topic), *file.sections("watch", event=file.topic.event)]
        tables = partial(json_tables, published, "watch", watchlist=file.topic.watchlist)
        return Document(parts, {"run": last_run(connection)}, tables)


def drug_in_short(published: Path, text: str, watchlist: str | None = None) -> Document:
    """What to know of one watched drug on one screen: the headline, the answer, and its events with a case.

    Parameters
    ----------
    text
        The drug or class as a user writes it.
    watchlist
        Of which it is shown; by default the first that watches it.

    Raises
    ------
    RequestError
        Where it is unknown or not on the watchlist.
    """
    with _asked_about(published, text, watchlist) as (file, drug, kind):
        about = {"drug": drug, "drug_kind": kind, "event": file.topic.event}
        parts: Parts = [
            *(wrapped(plain(line)) for line in headlines(file, about)),
            *file.sections("drug_in_short", **about),
            f"All there is:         {_command(file, drug, '--all')}\n"
            f"Its cases one by one: {_command(file, drug, '--cases')}",
        ]
        return _of_drug(published, file, drug, parts, "drug")


def whole_drug(published: Path, text: str, watchlist: str | None = None) -> Document:
    """All there is on one watched drug: the blocks of its page; ``RequestError`` as ``drug_in_short``."""
    with _asked_about(published, text, watchlist) as (file, drug, kind):
        page = drug_page(file, drug, kind)
        more = (
            f"Its cases one by one: {_command(file, drug, '--cases')}\n"
            f"Its page, with every row and query: {command('report')}"
        )
        parts: Parts = [*(wrapped(plain(sentence)) for sentence in page.lead), *page.sections, more]
        return _of_drug(published, file, drug, parts, "drug")


def drug_cases(published: Path, text: str, watchlist: str | None = None) -> Document:
    """Every case of the drug with a watched event group, newest first; ``RequestError`` as ``drug_in_short``.

    Each case stands once, with the groups it counts in.
    """
    with _asked_about(published, text, watchlist) as (file, drug, kind):
        sections = file.sections("cases", drug=drug, drug_kind=kind, publisher=source_description().publisher)
        number = sum(len(section.answered) for section in sections)
        heading = f"Cases that suspect {drug} and report a watched event, received last first: {number:,}."
        return _of_drug(published, file, drug, [wrapped(one_line(heading)), *sections], "cases")


@contextmanager
def _asked_about(published: Path, text: str, watchlist: str | None) -> Iterator[tuple[PublishedFile, str, str]]:
    """The file asked about the drug or class that a text names, and the name and kind of that."""
    with open_read_only(published) as connection:
        watched: Watched = find_watched(connection, text, watchlist)
        kind = str(first_value(connection, "answers/drug_kind", **vars(watched)))
        yield PublishedFile.of(connection, [watched.drug], watched.watchlist), watched.drug, kind


def _command(file: PublishedFile, drug: str, option: str) -> str:
    return one_line(command("watch", drug, option, option=file.topic.option))


def _of_drug(published: Path, file: PublishedFile, drug: str, parts: Parts, tables: str) -> Document:
    """The answer about a drug, after the first lines."""
    return Document(
        [*first_lines(file.connection, file.topic), *parts],
        {"run": last_run(file.connection), "drug": drug},
        partial(json_tables, published, tables, watchlist=file.topic.watchlist, drug=drug),
        LONGEST_TABLE,
    )
