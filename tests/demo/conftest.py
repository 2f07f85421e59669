"""Worlds that the tests of this folder share, and how they read them."""

import zipfile
from dataclasses import dataclass

import pandas as pd
import pytest

from signals.demo import World, make_world
from signals.demo.layouts import file_layouts
from signals.quarter import Quarter
from signals.sources.faers.zip_name import zip_name

SMALL_QUARTERS = ("2012Q2", "2012Q3", "2012Q4", "2014Q3", "2019Q1", "2023Q1", "2025Q3")


@dataclass(frozen=True)
class Read:
    """A world and its files as tables of text, columns under the names of today."""

    world: World

    def content(self, quarter: str, member: str) -> bytes:
        with zipfile.ZipFile(self.world.folder / zip_name(Quarter.parse(quarter))) as archive:
            return archive.read(member)

    def table(self, quarter: str, table: str) -> pd.DataFrame:
        layout = file_layouts(Quarter.parse(quarter))[table]
        header, *lines = self.content(quarter, layout.member).decode("utf-8-sig").split(layout.header_end)[:-1]
        assert header == layout.header
        extra = layout.line_end.removesuffix(layout.header_end)
        fields = [line.removesuffix(extra).split("$") for line in lines]
        return pd.DataFrame(fields, columns=list(layout.columns))

    def whole(self, table: str, columns: list[str]) -> pd.DataFrame:
        """The same table of every quarter, with its quarter."""
        return pd.concat(
            [self.table(quarter, table)[columns].assign(quarter=quarter) for quarter in self.world.rows],
            ignore_index=True,
        )

    def truth(self) -> pd.DataFrame:
        return pd.concat([pd.read_parquet(path) for path in self.world.truths], ignore_index=True)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Seven quarters of both eras, 1,000 reports each, with the truth beside them."""
    folder = tmp_path_factory.mktemp("small")
    return Read(make_world(folder, quarters=SMALL_QUARTERS, reports_per_quarter=1_000, seed=5, truth=True))


@pytest.fixture(scope="session")
def demo(demo_world: World) -> Read:
    """The demo's world, with the truth beside it."""
    return Read(demo_world)
