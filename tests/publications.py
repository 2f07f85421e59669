"""Publications that tests look into: a SYNTHETIC world loaded, built, checked and published without any flow."""

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from signals.faers.intake import take_in
from signals.faers.quarter import quarter_of_zip
from signals.vocabulary.watchlist import load_watchlist
from signals.warehouse import build as warehouse
from signals.warehouse.connection import PUBLISHED_NAME, Resources

WATCHLIST = "tki_demyelination"


@dataclass(frozen=True)
class Publication:
    """A data directory with something published in it; read it, never write it."""

    home: Path

    @property
    def path(self) -> Path:
        return self.home / PUBLISHED_NAME

    def copied_to(self, folder: Path) -> "Publication":
        """A copy for a test to do with as it likes."""
        shutil.copytree(self.home, folder, dirs_exist_ok=True)
        return Publication(folder)


def load(home: Path, zips: Iterable[Path]) -> None:
    """Load the zips into the lake of a data directory, as the ingest flow does."""
    for path in sorted(zips):
        take_in(
            path,
            quarter=str(quarter_of_zip(path.name)),
            zip_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            data_dir=home,
            threads=2,
        )


def publish(home: Path, watchlist: str = WATCHLIST) -> bool:
    """Publish what is loaded, as the detect flow does; False where there is nothing new."""
    plan = warehouse.plan(home, load_watchlist(watchlist), source="a test")
    if warehouse.is_published(plan):
        return False
    warehouse.build(plan, Resources(memory_limit="2GB", threads=2))
    warehouse.check(plan)
    warehouse.publish_build(plan)
    return True
