"""Reports and their rows as columns of numbers, before they are written as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Reports:
    """Reports and their drugs, reactions, outcomes and sources, each with `row`, the position of its report.

    Rows stand in the order of their reports. Every column is an array; a code of -1 is a blank field.
    """

    columns: Columns
    children: Mapping[str, Columns]

    def __len__(self) -> int:
        return len(self.columns["case"])

    def with_columns(self, **columns: Column) -> "Reports":
        """The same batch with these columns of its reports replaced."""
        return replace(self, columns={**self.columns, **columns})

    def take(self, places: Column) -> "Reports":
        """The reports at these places, in this order, with all their rows."""
        return Reports(
            columns={name: values[places] for name, values in self.columns.items()},
            children={name: _take_rows(columns, places) for name, columns in self.children.items()},
        )

    def with_reactions(self, row: Column, term: Column) -> "Reports":
        """The same batch with more reactions; a term that a report has already is not written twice."""
        present = self.children["reaction"]
        joined = distinct_terms(np.concatenate([present["row"], row]), np.concatenate([present["term"], term]))
        return replace(self, children={**self.children, "reaction": joined})


def distinct_terms(row: Column, term: Column) -> Columns:
    """Each term once a report, in the order of the reports."""
    key = np.unique(row.astype(np.int64) << 16 | term)
    return {"row": key >> 16, "term": key & 0xFFFF}


def _take_rows(columns: Columns, places: Column) -> Columns:
    starts = np.searchsorted(columns["row"], places, side="left")
    counts = np.searchsorted(columns["row"], places, side="right") - starts
    row = np.repeat(np.arange(len(places)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    picked = np.repeat(starts, counts) + within
    return {name: values[picked] for name, values in columns.items()} | {"row": row}


def join(batches: Sequence[Reports]) -> Reports:
    """One batch after the other."""
    offsets = np.cumsum([0, *(len(batch) for batch in batches)])
    first = batches[0]

    def rows(batch: Reports, child: str, name: str, offset: int) -> Column:
        values = batch.children[child][name]
        return values + offset if name == "row" else values

    return Reports(
        columns={name: np.concatenate([batch.columns[name] for batch in batches]) for name in first.columns},
        children={
            child: {
                name: np.concatenate(
                    [rows(batch, child, name, int(offset)) for batch, offset in zip(batches, offsets, strict=False)]
                )
                for name in columns
            }
            for child, columns in first.children.items()
        },
    )
