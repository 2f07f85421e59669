"""The folder that a benchmark works in: the SYNTHETIC world's zips, and folders to load and build in."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.measure import measure

LAST_QUARTER = (2023, 4)
"""The world's last quarter: FAERS' layout of today, lists of deleted cases from 2019 on."""


@dataclass(frozen=True)
class Lab:
    """A folder with a world of ``quarters`` or more, each of ``reports``; sections use the first ones."""

    folder: Path
    quarters: int
    reports: int
    growth: tuple[int, ...] = ()

    @property
    def zips(self) -> list[Path]:
        """All zips of the world, in the order of time."""
        return sorted((self.folder / "fda").glob("*.zip"))

    def make_world(self) -> None:
        """Make the zips that are not there yet; a world of another size in the folder is replaced."""
        names = quarter_names(max(self.quarters, *self.growth, 1))
        size = self.folder / "world.txt"
        wanted = f"{self.reports} reports in each of {' '.join(names)}"
        if size.is_file() and size.read_text(encoding="utf-8") == wanted:
            return
        shutil.rmtree(self.folder / "fda", ignore_errors=True)
        measure("bench.subjects:make", folder=str(self.folder / "fda"), quarters=names, reports=self.reports)
        size.write_text(wanted, encoding="utf-8")

    def source(self, quarters: int) -> Path:
        """A folder with the first zips of the world, as ``nibwatch run --source`` takes it."""
        folder = self.fresh(f"source-{quarters}")
        for path in self.zips[:quarters]:
            (folder / path.name).symlink_to(path)
        return folder

    def fresh(self, name: str) -> Path:
        """An empty folder of this name."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def quarter_names(count: int) -> list[str]:
    """The quarters up to LAST_QUARTER, the earliest first."""
    year, quarter = LAST_QUARTER
    last = year * 4 + quarter - 1
    return [f"{ordinal // 4}Q{ordinal % 4 + 1}" for ordinal in range(last - count + 1, last + 1)]
