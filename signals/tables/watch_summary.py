"""The numbers of every watched drug and event group in one row, with a sentence made of them."""

from typing import Any

import pyarrow as pa

from signals.build.table import table
from signals.tables.sentence import PairSummary, Reported, drug_in_words, sentence


@table("signals.watch_summary")
def add_sentences(rows: pa.Table) -> pa.Table:
    """The rows of sql/signals/watch_summary.sql with the sentence of each."""
    sentences = [sentence(summary_of(record)) for record in rows.to_pylist()]
    return rows.append_column("sentence", pa.array(sentences, pa.string()))


def summary_of(record: dict[str, Any]) -> PairSummary:
    """What the sentence is made of, from a row of signals.watch_summary."""
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
