"""signals.watch_summary: the numbers of every watched drug and event group in one row, with a sentence made of them."""

from typing import Any

import duckdb
import pandas as pd

from signals.build.graph import Model
from signals.tables.sentence import PairSummary, Reported, drug_in_words, sentence

KEYS = ("drug", "drug_kind", "event")


def summarise(connection: duckdb.DuckDBPyConnection) -> None:
    """Make signals.watch_summary: signals.watch_summary_number with the sentence of each row."""
    rows = connection.execute("SELECT * FROM signals.watch_summary_number ORDER BY drug_kind, drug, event")
    names = [column[0] for column in rows.description or []]
    records = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    sentences = pd.DataFrame(  # noqa: F841 - DuckDB reads it by name
        [(*(record[key] for key in KEYS), sentence(summary_of(record))) for record in records],
        columns=[*KEYS, "sentence"],
    )
    connection.execute(
        """
        CREATE TABLE signals.watch_summary AS
        SELECT summary.*, sentences.sentence
        FROM signals.watch_summary_number AS summary INNER JOIN sentences USING (drug, drug_kind, event)
        ORDER BY drug_kind, drug, event
        """
    )


def summary_of(record: dict[str, Any]) -> PairSummary:
    """What the sentence is made of, from a row of signals.watch_summary_number."""
    return PairSummary(
        drug=drug_in_words(record["drug"], record["drug_kind"]),
        event=record["event_title"],
        primary=_reported(record, "primary"),
        reason=record["primary_reason"],
        no_ms_context=_reported(record, "no_ms_context"),
        analysis_count=record["analysis_count"],
        holds_in=record["holds_in"],
        vanishes_in=record["vanishes_in"],
        inconclusive_in=record["inconclusive_in"],
        too_few_in=record["too_few_in"],
        appears_in=record["appears_in"],
        cases_to_lose=record["primary_cases_to_lose"],
    )


def _reported(record: dict[str, Any], analysis: str) -> Reported:
    ratio, lower, upper = (
        None if record[f"{analysis}_{name}"] is None else 2.0 ** record[f"{analysis}_{name}"]
        for name in ("ic", "ic_lower", "ic_upper")
    )
    return Reported(
        a=record[f"{analysis}_a"],
        expected=record[f"{analysis}_expected"],
        ratio=ratio,
        lower=lower,
        upper=upper,
        verdict=record[f"{analysis}_verdict"],
        detectable_ratio=record[f"{analysis}_detectable_ratio"],
    )


def summary_models() -> list[Model]:
    """The table above as a node of the build's graph."""
    return [Model("signals.watch_summary", frozenset({"signals.watch_summary_number"}), make=summarise)]
