"""The review queue as text or JSON: which papers wait for a coder, why, and the empty row that is theirs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from signals.answers.formats import json_text
from signals.answers.show import SYNTHETIC_LINE, UNDEFINED, columns, plain
from signals.database import open_read_only
from signals.errors import RequestError
from signals.literature.review_row import STUDIES, append_rows, as_csv, empty_rows
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference

Paper = Mapping[str, Any]
CAUTION = (
    "What is suggested was read off title and abstract by rules, which are often wrong; it enters no verdict. Read the "
    "paper, then code it."
)
SHOWN_TITLE = 60


def queue_text(published: Path, limit: int) -> str:
    """The first ``limit`` papers of the queue (0: all of them), and the empty row of the first that has none yet."""
    papers, total, opening = _queue(published)
    if not papers:
        return "\n\n".join([*opening, "No paper waits: every paper that was found is coded."])
    shown = papers[: limit or None]
    header = ("", "paper", "year", "names", "model", "regimen", "direction", "points", "row", "title")
    cells = [
        (
            str(paper["queue_position"]),
            _reference(paper),
            str(paper["year"] or UNDEFINED),
            ", ".join(paper["compounds"]) or f"({', '.join(paper['found_by'])})",
            *(paper[f"suggested_{aspect}"] or UNDEFINED for aspect in ("model", "regimen", "direction")),
            str(paper["priority"]),
            ", ".join(paper["study_ids"]) or UNDEFINED,
            _short(paper["title"] or UNDEFINED),
        )
        for paper in shown
    ]
    said = f"{total:,} papers wait for a coder, the likeliest to matter first; shown are {len(shown):,}."
    if any(not paper["compounds"] for paper in shown):
        said += " A drug in brackets found the paper, but neither title nor abstract names it."
    return "\n\n".join([*opening, said, columns(header, cells, (0, 7)), CAUTION, *_next_step(papers)])


def paper_text(published: Path, text: str) -> str:
    """All there is on one paper of the queue: why it stands there, its sentences, suggestions, and its empty rows."""
    papers, total, opening = _queue(published)
    paper = _find(published, papers, text)
    kind = ", ".join(paper["publication_types"] or ()) or "type not known"
    head = [
        plain(paper["title"] or "no title"),
        plain(
            f"{paper['first_author'] or 'author not known'}, {paper['journal'] or 'journal not known'}, "
            f"{paper['year'] or 'year not known'}; {kind}; {_reference(paper)}"
            + (f"; {paper['retraction']}" if paper["retraction"] != "none" else "")
            + (f"; {paper['state']}" if paper["state"] != "in PubMed" else "")
        ),
        f"{paper['queue_position']} of {total:,} in the queue, with {paper['priority']} points:",
        *(f"  {reason}" for reason in paper["priority_reasons"]),
    ]
    sentences = [f"  - {plain(sentence)}" for sentence in paper["sentences"]] or ["  none"]
    return "\n\n".join([
        *opening, "\n".join(head), "\n".join(["Sentences that mention drug and model:", *sentences]),
        _suggestions(paper), CAUTION, *_rows_text(paper),
    ])  # fmt: skip


def queue_json(published: Path, text: str | None, limit: int) -> str:
    """The queue, or one paper of it with its empty rows, as JSON."""
    papers, total, _ = _queue(published)
    if text is None:
        return json_text({"waiting": total, "papers": papers[: limit or None]})
    paper = _find(published, papers, text)
    return json_text({**paper, "empty_rows": empty_rows(paper, _today())})


def write_rows(published: Path, text: str, folder: Path = REFERENCE_FOLDER) -> str:
    """Append the empty rows of one paper to the coded studies, and say where they stand."""
    papers, _, opening = _queue(published)
    paper = _find(published, papers, text)
    if opening:
        raise RequestError(
            f"{_reference(paper)} is SYNTHETIC, and no invented paper belongs among the coded studies of {folder}."
        )
    rows = empty_rows(paper, _today(), read_reference(folder))
    if not rows:
        return f"{_reference(paper)} has its rows in {folder / STUDIES} already; fill them there."
    lines = append_rows(rows, folder)
    where = ", ".join(
        f"{row['study_id']} ({row['compound']}) in line {line}" for row, line in zip(rows, lines, strict=True)
    )
    return (
        f"Wrote {where} of {folder / STUDIES}. Fill model, direction and the rest; a row counts once is_weighed is "
        "TRUE, and shows after the next `nibwatch detect`."
    )


def _queue(published: Path) -> tuple[list[Paper], int, list[str]]:
    with open_read_only(published) as connection:
        try:
            found = connection.execute("SELECT * FROM evidence.review_queue ORDER BY queue_position")
        except duckdb.CatalogException as error:
            raise RequestError(
                f"{published} was published before there was a review queue; publish again with `nibwatch detect`."
            ) from error
        names = [column[0] for column in found.description or []]
        papers: list[Paper] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        run = connection.execute("SELECT is_synthetic FROM meta.run ORDER BY published_at DESC LIMIT 1").fetchall()
    return papers, len(papers), [SYNTHETIC_LINE] if run and run[0][0] else []


def _find(published: Path, papers: Sequence[Paper], text: str) -> Paper:
    """The paper of that PMID, DOI or place in evidence.publication; a ``RequestError`` that says why there is none."""
    wanted = text.strip().lower().removeprefix("pmid").strip().removeprefix("doi").strip()
    for paper in papers:
        if wanted in {str(paper[name] or "").lower() for name in ("pmid", "doi", "publication")}:
            return paper
    with open_read_only(published) as connection:
        known = connection.execute(
            "SELECT publication, is_coded FROM evidence.publication "
            "WHERE $wanted IN (pmid, lower(doi), lower(publication))",
            {"wanted": wanted},
        ).fetchone()
    if known:
        why = "is coded" if known[1] else "stands in the human evidence (data/reference/human_evidence.csv)"
        raise RequestError(f"{known[0]} {why}, so it does not wait for a coder.")
    raise RequestError(
        f"No paper {text!r} is in the review queue of {published}; `nibwatch literature review` lists those that are."
    )


def _suggestions(paper: Paper) -> str:
    cells = [
        (
            aspect,
            paper[f"suggested_{aspect}"] or "nothing",
            ", ".join(f'"{words}"' for words in paper[f"{aspect}_words"]) or UNDEFINED,
        )
        for aspect in ("model", "regimen", "direction")
    ]
    others = f"\nOther models that it names: {', '.join(paper['other_models'])}." if paper["other_models"] else ""
    return columns(("suggested", "", "for the words"), cells) + others


def _rows_text(paper: Paper) -> list[str]:
    rows = empty_rows(paper, _today())
    if not rows:
        return [f"Its rows stand in data/reference/{STUDIES} already."]
    return [
        f"Its empty row for data/reference/{STUDIES} (--write appends it; a drug and model a row):\n"
        f"{plain_lines(as_csv(rows))}"
    ]


def plain_lines(text: str) -> str:
    """Lines of text from outside, fit for a terminal."""
    return "\n".join(plain(line) for line in text.splitlines())


def _next_step(papers: Sequence[Paper]) -> list[str]:
    """The empty row of the first paper that has none, and how to see and write more."""
    today = _today()
    for paper in papers:
        if rows := empty_rows(paper, today):
            reference = paper["pmid"] or paper["publication"]
            return [
                f"An empty, valid row for {_reference(paper)}, to be filled in data/reference/{STUDIES}:\n"
                f"{plain_lines(as_csv(rows))}",
                f"`nibwatch literature review {reference}` shows its sentences; with --write the row is appended.",
            ]
    return ["Every paper of the queue has its row already."]


def _reference(paper: Paper) -> str:
    return f"PMID {paper['pmid']}" if paper["pmid"] else str(paper["publication"])


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TITLE else text[: SHOWN_TITLE - 3].rstrip() + "..."


def _today() -> date:
    return datetime.now(UTC).date()
