"""The stored literature: DATA_DIR/literature, one file of JSON lines a kind, replaced whole.

The .jsonl files are evidence and part of a publication's fingerprint. state.json is about the searches
(when each source was searched, for what, and with what result) and is not: a search without news publishes nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import duckdb
import pyarrow as pa

from signals.errors import OutsideError
from signals.files import write_atomically

StatusHistory = tuple[Mapping[str, str | None], ...]
_ARROW_TYPES = {
    str: pa.string(),
    int: pa.int32(),
    bool: pa.bool_(),
    tuple[str, ...]: pa.list_(pa.string()),
    StatusHistory: pa.list_(pa.struct([("noticed", pa.string()), ("status", pa.string())])),
}


@dataclass(frozen=True)
class Publication:
    """A record of PubMed, and by which searches it was found.

    retraction: corrected, expression of concern or retracted, the gravest that PubMed states; None: none of them.
    state: in PubMed; not returned (asked for by number and not sent); deleted (PubMed says so).
    """

    pmid: str
    doi: str | None = None
    title: str | None = None
    abstract: str | None = None
    journal: str | None = None
    first_author: str | None = None
    date_printed: str | None = None
    year: int | None = None
    publication_types: tuple[str, ...] = ()
    mesh_terms: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    retraction: str | None = None
    retraction_notice: str | None = None
    state: str = "in PubMed"
    found_by: tuple[str, ...] = ()
    first_seen: str | None = None


@dataclass(frozen=True)
class EuropePmcRecord:
    """A record of Europe PMC, named by source and number (MED/20516115, PPR/1234), and by which searches it was found.

    published_as: the record of the article that a preprint became. cited_by_count: when the record last changed.
    """

    record: str
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    title: str | None = None
    abstract: str | None = None
    journal: str | None = None
    first_author: str | None = None
    year: int | None = None
    publication_types: tuple[str, ...] = ()
    is_preprint: bool = False
    is_open_access: bool = False
    cited_by_count: int | None = None
    published_as: str | None = None
    found_by: tuple[str, ...] = ()
    first_seen: str | None = None


@dataclass(frozen=True)
class Trial:
    """A study record of ClinicalTrials.gov.

    state: registered; not returned (asked for by number and not sent); merged into NCT... (it has that number now).
    status_history: each status and the day we first saw it, oldest first.
    """

    nct_id: str
    title: str | None = None
    status: str | None = None
    phase: str | None = None
    participant_count: int | None = None
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    start_date: str | None = None
    completion_date: str | None = None
    last_update_date: str | None = None
    has_results: bool | None = None
    why_stopped: str | None = None
    state: str = "registered"
    first_seen: str | None = None
    status_history: StatusHistory = ()


@dataclass(frozen=True)
class LabelMention:
    """A sentence of a US label that names a watched event: in which section, with which words.

    state: at openFDA; not returned (openFDA did not send the label when last asked; the sentence is of before).
    """

    ingredient: str
    set_id: str
    section: str
    words: str
    sentence: str
    brand_names: tuple[str, ...] = ()
    manufacturer: str | None = None
    effective_date: str | None = None
    state: str = "at openFDA"


Row = TypeVar("Row", Publication, EuropePmcRecord, Trial, LabelMention)
ROWS = {"publication": Publication, "europepmc": EuropePmcRecord, "trial": Trial, "label": LabelMention}


@dataclass
class SearchState:
    """What was searched when: by search the last Entrez date covered, by PMID the last day it was requested.

    problems: the sentence of each source that failed the last time it was asked; empty when all answered.
    """

    searched_to: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


class LiteratureStore:
    """The literature folder of a data directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publications(self) -> dict[str, Publication]:
        """By PMID."""
        return {row.pmid: row for row in self.read("publication", Publication)}

    def europepmc(self) -> dict[str, EuropePmcRecord]:
        """By source and number."""
        return {row.record: row for row in self.read("europepmc", EuropePmcRecord)}

    def trials(self) -> dict[str, Trial]:
        """By registry number."""
        return {row.nct_id: row for row in self.read("trial", Trial)}

    def write(self, kind: str, rows: Iterable[Row]) -> None:
        """Replace one kind whole.

        Parameters
        ----------
        rows
            In an order of their own, so that the same rows are the same bytes.

        Raises
        ------
        TypeError, ValueError, OverflowError
            Rows could not be read into a table again.
        """
        records = [asdict(row) for row in rows]
        pa.Table.from_pylist(records, arrow_schema(ROWS[kind]))
        lines = [json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records]
        write_atomically(self._path(kind), "".join(f"{line}\n" for line in lines).encode())

    def state(self) -> SearchState:
        """The state of the searches; an empty one where there is no file.

        Raises
        ------
        OutsideError
            The file cannot be read.
        """
        path = self.folder / "state.json"
        if not path.exists():
            return SearchState()
        try:
            return SearchState(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise OutsideError(
                f"{path} cannot be read ({error}); remove it, and everything is asked for again at the next run."
            ) from error

    def write_state(self, state: SearchState) -> None:
        """Replace state.json whole."""
        write_atomically(self.folder / "state.json", json.dumps(asdict(state), sort_keys=True, indent=1).encode())

    def _path(self, kind: str) -> Path:
        return self.folder / f"{kind}.jsonl"

    def read(self, kind: str, row_type: type[Row]) -> list[Row]:
        """The rows of one kind in the file's order; none where there is no file.

        Raises
        ------
        OutsideError
            A line cannot be read.
        """
        path = self._path(kind)
        if not path.exists():
            return []
        rows = []
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    rows.append(row_type(**_with_tuples(json.loads(line))))
                except (ValueError, TypeError) as error:
                    raise OutsideError(
                        f"{path}, line {number} cannot be read ({error}); restore the file, or remove it and "
                        "state.json beside it, and it is fetched again at the next run."
                    ) from error
        return rows


def failed_sources(data_dir: Path) -> list[str]:
    """Which sources failed the last time they were asked, and since when: a sentence for each day of a last answer."""
    state = LiteratureStore(data_dir / "literature").state()
    named: dict[str, list[str]] = defaultdict(list)
    for name in sorted(state.problems, key=str.lower):
        named[state.answered.get(name, "")].append(name)
    sentences = []
    for answered, names in sorted(named.items()):
        they, them = ("it", "it") if len(names) == 1 else ("they", "them")
        use = f"the evidence is what {they} said on {answered}" if answered else f"nothing is known from {them} yet"
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        sentences.append(f"{listed} could not be searched; {use}.")
    return sentences


def source_problems(data_dir: Path) -> list[str]:
    """Why each source failed the last time it was asked, a sentence or two each, by its name."""
    state = LiteratureStore(data_dir / "literature").state()
    return [state.problems[name] for name in sorted(state.problems, key=str.lower)]


def store_files(data_dir: Path) -> list[Path]:
    """The files of the store that a publication rests on."""
    return sorted((data_dir / "literature").glob("*.jsonl"))


def register_literature(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    """Create a table a kind of row in the attached database ``literature``; empty where nothing was fetched."""
    store = LiteratureStore(data_dir / "literature")
    for kind, row_type in ROWS.items():
        rows = [asdict(row) for row in store.read(kind, row_type)]
        connection.from_arrow(pa.Table.from_pylist(rows, arrow_schema(row_type))).create(f"literature.{kind}")


def arrow_schema(row_type: type) -> pa.Schema:
    """The columns of a kind of row, by the types of its fields."""
    hints = get_type_hints(row_type)
    return pa.schema([
        (name, _ARROW_TYPES[hint if hint in _ARROW_TYPES else get_args(hint)[0]]) for name, hint in hints.items()
    ])  # fmt: skip


def _with_tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
