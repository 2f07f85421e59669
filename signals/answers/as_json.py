"""What each reading command prints, as JSON: the same facts unrounded, what is undefined as null.

Rows of published tables stand under the table's name, with the columns that docs/data-dictionary.md explains.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
from pydantic import SecretStr

from signals.answers.formats import plain_value
from signals.answers.names import find_watched
from signals.database import open_read_only
from signals.settings import Settings
from signals.settings_file import HIDDEN, is_secret

if TYPE_CHECKING:  # one command needs neither what the others import
    from signals.answers.doctor import Finding
    from signals.answers.pair import PairAnswer

OF_DRUG = {
    "signals.watch_summary": "drug",
    "signals.watch": "drug",
    "signals.watch_first": "drug",
    "signals.watch_trend": "drug",
    "signals.watch_sequential": "drug",
    "signals.watch_onset": "drug",
    "signals.watch_masking": "drug",
    "signals.watch_fragility": "drug",
    "signals.watch_calibration": "drug",
    "signals.watch_profile": "drug",
    "evidence.study": "ingredient",
    "evidence.animal_question": "drug",
    "evidence.animal_family": "drug",
    "evidence.animal_verdict": "drug",
    "evidence.agreement": "drug",
    "evidence.human_report": "ingredient",
    "evidence.trial": "ingredient",
    "evidence.label": "ingredient",
}
"""The tables that `nibwatch watch DRUG` is made from, and the column that names the drug."""
LISTING_DRUG = {"evidence.review_queue": "found_by", "evidence.change": "drugs"}
"""Likewise, and the column that lists several."""
OF_THE_WATCHLIST = ("evidence.class_difference", "evidence.agreement_matrix")


def text_of(content: Any) -> str:
    """JSON that every reader takes: no NaN, dates as ISO 8601."""
    return json.dumps(plain_value(content), ensure_ascii=False, allow_nan=False, indent=1)


def pair_json(answer: "PairAnswer") -> str:
    """The cells, statistics and criteria of one pair."""
    return text_of(
        {
            "is_synthetic": answer.is_synthetic,
            "ingredient": answer.ingredient,
            "event_pt": answer.event_pt,
            "a": answer.a,
            "b": answer.b,
            "c": answer.c,
            "d": answer.d,
            **answer.statistics,
            **answer.criteria,
            "human_verdict": answer.verdict,
        }
    )


def watchlist_json(published: Path) -> str:
    """A row a watched drug x event group."""
    with open_read_only(published) as connection:
        rows = records(connection, "FROM signals.watch_summary ORDER BY drug_kind, drug, event")
        over_all = {table: records(connection, f"FROM {table} ORDER BY ALL") for table in OF_THE_WATCHLIST}
        return text_of({"run": _run(connection), "signals.watch_summary": rows, **over_all})


def drug_json(published: Path, text: str) -> str:
    """Every row of every table that there is on one watched drug."""
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        tables = {
            table: records(connection, f"FROM {table} WHERE {column} = $drug ORDER BY ALL", {"drug": drug})
            for table, column in OF_DRUG.items()
        }
        tables |= {
            table: records(
                connection, f"FROM {table} WHERE list_contains({column}, $drug) ORDER BY ALL", {"drug": drug}
            )
            for table, column in LISTING_DRUG.items()
        }
        return text_of({"run": _run(connection), "drug": drug, **tables})


def cases_json(published: Path, text: str) -> str:
    """A row a case and watched event of one drug."""
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        rows = records(
            connection,
            "FROM signals.watch_case WHERE drug = $drug ORDER BY init_fda_date DESC NULLS LAST, caseid, event",
            {"drug": drug},
        )
        return text_of({"run": _run(connection), "drug": drug, "signals.watch_case": rows})


def case_json(caseid: int, standing: Sequence[str], tables: Mapping[str, pd.DataFrame]) -> str:
    """One case: what became of it, and its rows by FDA's tables, values verbatim."""
    rows = {
        name: [
            {str(column): None if pd.isna(value) else str(value) for column, value in row.items()}
            for row in frame.to_dict(orient="records")
        ]
        for name, frame in tables.items()
    }
    return text_of({"caseid": caseid, "standing": list(standing), **rows})


def status_json(published: Path, held: Mapping[str, Any]) -> str:
    """What is held and newer at the source, and the published file's account of lines, flags and cases."""
    if not published.is_file():
        return text_of({**held, "run": None})
    with open_read_only(published) as connection:
        tables = {
            table: records(connection, f"FROM {table} ORDER BY ALL")
            for table in ("meta.load", "meta.row_count", "meta.reconciliation")
        }
        return text_of({**held, "run": _run(connection), **tables})


def findings_json(findings: Iterable["Finding"]) -> str:
    """What `nibwatch doctor` found."""
    return text_of([asdict(finding) for finding in findings])


def settings_json(held: Settings, origins: Mapping[str, str], file: Path) -> str:
    """Every setting as shown, secrets hidden, with where it came from."""
    rows = [
        {"setting": name, "value": _open_value(name, getattr(held, name)), "from": origins.get(name, "default")}
        for name in type(held).model_fields
    ]
    return text_of({"settings_file": str(file), "is_read": file.is_file(), "settings": rows})


def _open_value(name: str, value: Any) -> Any:
    """A setting's value; a secret only as set or not."""
    is_hidden = isinstance(value, SecretStr) or is_secret(name)
    return HIDDEN if is_hidden and value is not None else value


def records(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query, each as its values by column."""
    found = connection.execute(sql, dict(values or {}))
    names = [str(column[0]) for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _run(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    return records(connection, "FROM meta.run ORDER BY published_at DESC LIMIT 1")[0]
