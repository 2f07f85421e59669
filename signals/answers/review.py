"""`nibwatch literature review`: which papers wait for a coder, why, and the empty row that is theirs."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from signals.database import open_read_only
from signals.errors import RequestError
from signals.literature.review_row import STUDIES, append_rows, as_csv, empty_rows
from signals.present.command_line import as_typed, command
from signals.present.document import Document
from signals.present.numbers import DASH, plural
from signals.present.output import plain
from signals.present.terminal import shorten, synthetic_warning
from signals.present.text import columns, wrapped
from signals.published import Record, last_run, records
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference

CAUTION = (
    "What is suggested was read off title and abstract by rules, which are often wrong; it enters no verdict. Read the "
    "paper, then code it."
)
LONGEST_TITLE = 60
QUEUE = """
SELECT queue.*, count(*) OVER (PARTITION BY watchlist) AS queue_length
FROM evidence.review_queue AS queue
INNER JOIN signals.watch_topic AS topic USING (watchlist)
QUALIFY row_number() OVER (PARTITION BY queue.publication ORDER BY topic.rowid) = 1
ORDER BY topic.rowid, queue.queue_position
"""
"""Every paper once, of the first watchlist that it waits for."""
ASPECTS = ("model", "regimen", "direction")
"""What the rules suggest of a paper."""


def queue(published: Path, limit: int) -> Document:
    """The first papers of each watchlist's queue, and the empty row of the first that has none yet.

    Parameters
    ----------
    limit
        How many papers of each watchlist; 0 for all.
    """
    papers, warning = _queue(published)
    queues = [[paper for paper in papers if paper["watchlist"] == watchlist] for watchlist in _watchlists(papers)]
    shown = [waiting[: limit or None] for waiting in queues]
    none = ["No paper waits: every paper that was found is coded."]
    parts = _queue_parts(queues, shown) if papers else none
    return Document([*warning, *parts], {"waiting": len(papers), "papers": [paper for each in shown for paper in each]})


def _queue_parts(queues: Sequence[Sequence[Record]], shown: Sequence[Sequence[Record]]) -> list[str]:
    papers = [paper for waiting in queues for paper in waiting]
    wait = "waits" if len(papers) == 1 else "wait"
    summary = f"{plural(len(papers), 'paper')} {wait} for a coder, the likeliest to matter first."
    if len(queues) > 1:
        summary += " The rank is that in the watchlist's own queue; a paper that waits for several is shown once."
    if any(not paper["compounds"] for each in shown for paper in each):
        summary += " A drug in brackets found the paper, but neither title nor abstract names it."
    tables = [part for pair in zip(queues, shown, strict=True) for part in _queue_of_a_watchlist(*pair)]
    return [wrapped(summary), *tables, wrapped(CAUTION), *_next_row(papers)]


def _queue_of_a_watchlist(waiting: Sequence[Record], shown: Sequence[Record]) -> list[str]:
    header = ("rank", "paper", "year", "names", *ASPECTS, "points", "row", "title")
    cells = [
        (
            str(paper["queue_position"]),
            _reference(paper),
            str(paper["year"] or DASH),
            ", ".join(paper["compounds"]) or _found_by(paper),
            *(paper[f"suggested_{aspect}"] or DASH for aspect in ASPECTS),
            str(paper["priority"]),
            ", ".join(paper["study_ids"]) or DASH,
            shorten(paper["title"] or DASH, LONGEST_TITLE),
        )
        for paper in shown
    ]
    first, above = waiting[0], waiting[0]["queue_length"] - len(waiting)
    shown_above = f", {above:,} of them in a queue above" if above else ""
    heading = f"{first['watchlist']}: {first['queue_length']:,} in the queue{shown_above}, {len(shown):,} shown here"
    return ["\n".join([plain(heading), columns(header, cells, (0, 7))])]


def _found_by(paper: Record) -> str:
    return f"({', '.join(paper['found_by'])})" if paper["found_by"] else DASH


def one_paper(published: Path, text: str) -> Document:
    """All there is on one paper of the queue: its priority, sentences, suggestions, and empty rows.

    Parameters
    ----------
    text
        A PMID, a DOI or the paper's name in evidence.publication.

    Raises
    ------
    RequestError
        Where it is not in the queue; says whether it is coded.
    """
    papers, warning = _queue(published)
    paper = _find(published, papers, text)
    source = (
        f"{paper['first_author'] or 'author not known'}, {paper['journal'] or 'journal not known'}, "
        f"{paper['year'] or 'year not known'}; {', '.join(paper['publication_types'] or ()) or 'type not known'}"
    )
    states = [paper[name] for name, usual in (("retraction", "none"), ("state", "in PubMed")) if paper[name] != usual]
    held = _watchlists(papers)
    of = f" of {paper['watchlist']}" if len(held) > 1 else ""
    head = [
        plain(paper["title"] or "no title"),
        plain("; ".join([source, _reference(paper), *states])),
        f"{paper['queue_position']} of {paper['queue_length']:,} in the queue{of}, with {paper['priority']} points:",
        *(f"  {plain(reason)}" for reason in paper["priority_reasons"]),
    ]
    sentences = [f"  - {plain(sentence)}" for sentence in paper["sentences"]] or ["  none"]
    rows = _csv_rows(paper)
    about_rows = (
        f"Its empty row for data/reference/{STUDIES} (--write appends it; a drug and model a row):\n{rows}"
        if rows
        else f"Its rows stand in data/reference/{STUDIES} already."
    )
    mentions = "\n".join(["Sentences that mention drug and model:", *sentences])
    parts = [*warning, "\n".join(head), mentions, _suggestions(paper), CAUTION, about_rows]
    return Document(parts, {**paper, "empty_rows": _empty_rows(paper)})


def write_rows(published: Path, text: str, folder: Path = REFERENCE_FOLDER) -> str:
    """Append the empty rows of one paper to the coded studies of ``folder``.

    Returns
    -------
    A sentence on where they stand.

    Raises
    ------
    RequestError
        As ``one_paper``, and for a SYNTHETIC paper.
    """
    papers, warning = _queue(published)
    paper = _find(published, papers, text)
    if warning:
        raise RequestError(
            f"{_reference(paper)} is SYNTHETIC, and no invented paper belongs among the coded studies of {folder}."
        )
    rows = _empty_rows(paper, folder)
    if not rows:
        return f"{_reference(paper)} has its rows in {folder / STUDIES} already; fill them there."
    where = ", ".join(
        f"{row['study_id']} ({row['compound']}) in line {line}"
        for row, line in zip(rows, append_rows(rows, folder), strict=True)
    )
    return as_typed(
        f"Wrote {where} of {folder / STUDIES}. Fill model, direction and the rest; a row counts once is_weighed is "
        "TRUE, and shows after the next `nibwatch detect`."
    )


def _queue(published: Path) -> tuple[list[Record], list[str]]:
    """The papers of the queue, and the warning that opens an answer from SYNTHETIC data."""
    with open_read_only(published) as connection:
        try:
            papers = records(connection, QUEUE)
        except duckdb.CatalogException as error:
            raise RequestError(
                f"{published} was published before there was a review queue; publish again with `nibwatch detect`."
            ) from error
        return papers, synthetic_warning(last_run(connection)["is_synthetic"])


def _watchlists(papers: Sequence[Record]) -> Counter[str]:
    """How many papers wait for each watchlist."""
    return Counter(paper["watchlist"] for paper in papers)


def _find(published: Path, papers: Sequence[Record], text: str) -> Record:
    wanted = text.strip().lower().removeprefix("pmid").strip().removeprefix("doi").strip()
    for paper in papers:
        if wanted in {str(paper[name] or "").lower() for name in ("pmid", "doi", "publication")}:
            return paper
    with open_read_only(published) as connection:
        publication = connection.execute(
            "SELECT publication, is_coded FROM evidence.publication "
            "WHERE $wanted IN (pmid, lower(doi), lower(publication))",
            {"wanted": wanted},
        ).fetchone()
    if publication:
        why = "is coded" if publication[1] else "stands in the human evidence (data/reference/human_evidence.csv)"
        raise RequestError(f"{publication[0]} {why}, so it does not wait for a coder.")
    raise RequestError(
        f"No paper {text!r} is in the review queue of {published}; `nibwatch literature review` lists those that are."
    )


def _suggestions(paper: Record) -> str:
    cells = [
        (
            aspect,
            paper[f"suggested_{aspect}"] or "nothing",
            ", ".join(f'"{words}"' for words in paper[f"{aspect}_words"]) or DASH,
        )
        for aspect in ASPECTS
    ]
    others = f"\nOther models that it names: {', '.join(paper['other_models'])}." if paper["other_models"] else ""
    return columns(("suggested", "", "for the words"), cells) + others


def _next_row(papers: Sequence[Record]) -> list[str]:
    """The empty row of the first paper that has none, and how to see and write more."""
    for paper in papers:
        if rows := _csv_rows(paper):
            reference = paper["pmid"] or paper["publication"]
            return [
                f"An empty, valid row for {_reference(paper)}, to be filled in data/reference/{STUDIES}:\n{rows}",
                f"`{command('literature', 'review', str(reference))}` shows its sentences;"
                " with --write the row is appended.",
            ]
    return ["Every paper of the queue has its row already."]


def _csv_rows(paper: Record) -> str:
    """The empty rows of a paper as lines of CSV, fit for a terminal; nothing where it has its rows."""
    return "\n".join(plain(line) for line in as_csv(_empty_rows(paper)).splitlines())


def _empty_rows(paper: Record, folder: Path = REFERENCE_FOLDER) -> list[dict[str, str]]:
    return empty_rows(paper, datetime.now(UTC).date(), read_reference(folder))


def _reference(paper: Record) -> str:
    return f"PMID {paper['pmid']}" if paper["pmid"] else str(paper["publication"])
