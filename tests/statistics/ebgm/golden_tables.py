"""The golden tables as columns: observed and expected counts of every cell of the grid, zero cells included."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

NAMES = {"statin46": "statin46.csv", "phvid": "phvid.parquet", "betablocker500": "betablocker500.parquet"}


@dataclass(frozen=True)
class GoldenTable:
    """A grid of events x drugs whose margins are sums of its own cells, as the packages take them."""

    events: pd.Index
    drugs: pd.Index
    counts: np.ndarray

    @property
    def n(self) -> np.ndarray:
        return self.counts.ravel()

    @property
    def expected(self) -> np.ndarray:
        by_event, by_drug = self.counts.sum(axis=1), self.counts.sum(axis=0)
        return (np.outer(by_event, by_drug) / self.counts.sum()).ravel()


def read_golden(shared: Path, name: str) -> GoldenTable:
    path = shared / "golden" / "tables" / NAMES[name]
    rows = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    grid = rows.pivot_table(index="event", columns="drug", values="n", aggfunc="sum", fill_value=0)
    return GoldenTable(grid.index, grid.columns, grid.to_numpy(dtype=float))
