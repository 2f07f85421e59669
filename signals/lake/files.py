"""Where the lake's files lie: in a folder, or in an object store that several machines reach.

A file has a name such as `demo/2023Q1.parquet`. Whoever reads one gets a local path to it, whoever writes one writes a
local file that then appears under its name whole, or never.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pyarrow.dataset as ds

from signals.lake.folder import LakeFolder
from signals.lake.store import AT_A_TIME, LakeStore
from signals.settings import settings


class LakeFiles(Protocol):
    """The files of a lake by their names, whatever holds them.

    What an object store cannot do is an ``OutsideError``.
    """

    @property
    def location(self) -> str:
        """The folder or URL, as the settings name it; it holds no secret."""

    def prepare(self) -> None:
        """Look whether it can be written, before anything else is done; an error that says what to set otherwise."""

    def names(self, under: str) -> set[str]:
        """The names of all files under a folder of the lake."""

    def has(self, names: Sequence[str]) -> bool:
        """Whether every one of the files is there."""

    def read(self, name: str) -> bytes | None:
        """The content of a small file; None where there is none."""

    def here(self, names: Sequence[str], copies: Path) -> list[Path]:
        """A local path to each file, in order: the file itself, or a copy under ``copies``, which outlives no use."""

    def writing(self, name: str, *, is_lasting: bool = True) -> AbstractContextManager[Path]:
        """A path to write a file at, which then gets its name; where the writing fails, nothing does.

        A file that lasts is whole under its name after a power cut, too.
        """

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        """Take local files in under their names; the marker is removed before the first and taken in last."""

    def remove(self, names: Sequence[str]) -> None:
        """Remove files; one that is not there is none the worse."""

    def remove_all(self, under: str) -> None:
        """Remove every file under a folder of the lake."""

    def dataset(self, names: Sequence[str]) -> ds.Dataset:
        """Parquet files to read some columns of, without a copy of the whole."""

    def scratch(self) -> AbstractContextManager[Path]:
        """A fresh folder from which ``replace`` can take files; it is removed at the end."""

    def remove_scratch(self) -> None:
        """Remove what killed processes left; only for the holder of the data directory's lock."""


def lake_of(data_dir: Path) -> LakeFiles:
    """The lake of a data directory: the one the settings name, else its folder `lake`."""
    return lake_files(settings().lake or str(data_dir / "lake"))


@lru_cache(maxsize=8)
def lake_files(location: str) -> LakeFiles:
    """The lake at a folder or a URL."""
    scheme, _, rest = location.partition("://")
    if not rest:
        return LakeFolder(Path(location))
    return LakeFolder(Path(rest)) if scheme == "file" else LakeStore(location)


def read_each(lake: LakeFiles, names: Sequence[str]) -> list[bytes | None]:
    """The contents of small files, a few at a time; None for one that is not there, or is being replaced just now."""
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="lake") as pool:
        return list(pool.map(lake.read, names))
