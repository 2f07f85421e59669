"""Empty, valid rows of data/reference/preclinical_studies.csv for a paper that waits for its coder.

What PubMed says of the paper is filled in; what a coder judges is not: a suggestion would anchor them. Such a row is
not weighed and says so, so that the file stays valid and no verdict moves until somebody has filled it.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from signals.errors import RequestError
from signals.files import write_atomically
from signals.vocabulary.preclinical_study import NOT_CODED
from signals.vocabulary.reference import REFERENCE_FOLDER, ROWS, read_reference

STUDIES = ROWS["preclinical_study"].file
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def empty_rows(
    paper: Mapping[str, Any], today: date, reference: Mapping[str, pa.Table] | None = None
) -> list[dict[str, str]]:
    """A row for each compound that the paper names (else each that it was found by) and that has none for it yet.

    Parameters
    ----------
    paper
        A row of evidence.review_queue.
    today
        The day of coding.
    """
    tables = reference or read_reference()
    studies = tables["preclinical_study"].to_pylist()
    compounds = {
        row["compound"]: {"target_class": row["target_class"]} for row in tables["research_compound"].to_pylist()
    }
    for row in tables["kinase_inhibitor"].to_pylist():
        compounds[row["ingredient"]] = {"ingredient": row["ingredient"], "target_class": row["primary_target"]}
    coded = {row["compound"] for row in studies if _is_of(row, paper)}
    uncoded = [name for name in paper["compounds"] or paper["found_by"] if name in compounds and name not in coded]
    first = 1 + max((int(row["study_id"].removeprefix("S")) for row in studies), default=0)
    return [
        _row({"study_id": f"S{number:03}", "compound": compound, **compounds[compound]}, paper, today)
        for number, compound in enumerate(uncoded, start=first)
    ]


def as_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """The rows as they stand in the file, without its header."""
    written = io.StringIO()
    for row in rows:
        csv.writer(written, lineterminator="\n").writerow(row.values())
    return written.getvalue()


def append_rows(rows: Sequence[Mapping[str, str]], folder: Path = REFERENCE_FOLDER) -> list[int]:
    """Append rows to the coded studies; the file is checked whole first, and replaced whole.

    Returns
    -------
    The lines of the new rows in the file.

    Raises
    ------
    RequestError
        The file with the rows would be wrong.
    """
    path = folder / STUDIES
    before = path.read_bytes()
    content = before if before.endswith(b"\n") else before + b"\n"
    first = content.count(b"\n") + 1
    write_atomically(path, content + as_csv(rows).encode())
    try:
        read_reference(folder)
    except RequestError:
        write_atomically(path, before)
        raise
    return list(range(first, first + len(rows)))


def _is_of(row: Mapping[str, Any], paper: Mapping[str, Any]) -> bool:
    if row["pmid"] is not None and row["pmid"] == paper["pmid"]:
        return True
    return row["doi"] is not None and row["doi"].lower() == (paper["doi"] or "").lower()


def _row(compound: Mapping[str, Any], paper: Mapping[str, Any], today: date) -> dict[str, str]:
    filled = {
        **compound,
        "model": NOT_CODED,
        "model_family": "other",
        "question": "neither",
        "regimen_kind": "not stated",
        "direction": NOT_CODED,
        "randomised": "not stated",
        "blinded": "not stated",
        "brain_penetrant": "not stated",
        "is_weighed": "FALSE",
        "not_weighed_reason": "waits for its coder",
        "doi": paper["doi"] if _DOI.fullmatch(paper["doi"] or "") else None,
        "independent_group": "not seen",
        **{name: paper[name] for name in ("pmid", "first_author", "year", "journal", "title")},
        "source": f"https://pubmed.ncbi.nlm.nih.gov/{paper['pmid']}" if paper["pmid"] else paper["publication"],
        "seen_level": "not read",
        "retraction": None if paper["retraction"] == "none" else paper["retraction"],
        "checked_by": "nobody yet",
        "checked_date": today.isoformat(),
    }
    cells = {name: filled.get(name) for name in ROWS["preclinical_study"].model_fields}
    return {name: "" if cell is None else " ".join(str(cell).split()) for name, cell in cells.items()}
