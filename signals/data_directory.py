"""The lake of a data directory, and a lake by its location."""

from functools import lru_cache
from pathlib import Path

from signals.lake.folder_lake import FolderLake
from signals.lake.lake import Lake
from signals.settings import settings
from signals.temporary_folder import temporary_folder


def lake_of(data_dir: Path) -> Lake:
    """The lake of a data directory: the one the settings name, else its folder `lake`."""
    return lake_at(settings().lake or str(data_dir / "lake"))


@lru_cache(maxsize=8)
def lake_at(location: str) -> Lake:
    """The lake at a folder or a URL."""
    scheme, _, rest = location.partition("://")
    if not rest:
        return FolderLake(location)
    return FolderLake(rest) if scheme == "file" else Lake(location, temporary_folder)
