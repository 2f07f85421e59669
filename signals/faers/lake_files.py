"""Where the lake's files lie: in a folder, or in an object store that several machines reach.

A file has a name such as `demo/2023Q1.parquet`. Whoever reads one gets a local path to it, whoever writes one writes a
local file that then appears under its name whole, or never.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs

from signals.errors import OutsideError, is_disk_full
from signals.settings import settings

_SCRATCH = "scratch"
_AT_A_TIME = 8


class LakeFiles(Protocol):
    """The files of a lake by their names, whatever holds them.

    What an object store cannot do is an ``OutsideError``.
    """

    @property
    def location(self) -> str:
        """The folder or URL, as the settings name it; it holds no secret."""

    def names(self, under: str) -> set[str]:
        """The names of all files under a folder of the lake."""

    def has(self, names: Sequence[str]) -> bool:
        """Whether every one of the files is there."""

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


def read_each(lake: LakeFiles, names: Sequence[str]) -> list[bytes]:
    """The contents of small files; ``FileNotFoundError`` where one is not there."""
    with TemporaryDirectory(prefix="nibwatch-read-") as copies:
        return [path.read_bytes() for path in lake.here(names, Path(copies))]


@dataclass(frozen=True)
class LakeFolder:
    """A lake in a folder of this machine, or one that every machine mounts and that renames a file in one step."""

    folder: Path

    @property
    def location(self) -> str:
        return str(self.folder)

    def names(self, under: str) -> set[str]:
        found = (self.folder / under).rglob("*")
        return {path.relative_to(self.folder).as_posix() for path in found if path.is_file()}

    def has(self, names: Sequence[str]) -> bool:
        return all((self.folder / name).is_file() for name in names)

    def here(self, names: Sequence[str], copies: Path) -> list[Path]:  # noqa: ARG002 - a folder needs no copies
        return [self.folder / name for name in names]

    @contextmanager
    def writing(self, name: str, *, is_lasting: bool = True) -> Iterator[Path]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.new")
        try:
            yield new
            if is_lasting:
                _sync(new)
            new.replace(path)
            if is_lasting:
                _sync(path.parent)
        finally:
            new.unlink(missing_ok=True)

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        folders = sorted({(self.folder / name).parent for name in files})
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path in files.values():
            _sync(path)
        (self.folder / marker).unlink(missing_ok=True)
        _sync((self.folder / marker).parent)
        for name in files.keys() - {marker}:
            files[name].replace(self.folder / name)
        for folder in folders:
            _sync(folder)
        files[marker].replace(self.folder / marker)
        _sync((self.folder / marker).parent)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def remove_all(self, under: str) -> None:
        shutil.rmtree(self.folder / under, ignore_errors=True)

    def dataset(self, names: Sequence[str]) -> ds.Dataset:
        return ds.dataset([str(self.folder / name) for name in names], format="parquet")

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        (self.folder / _SCRATCH).mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="load-", dir=self.folder / _SCRATCH) as folder:
            yield Path(folder)

    def remove_scratch(self) -> None:
        if (self.folder / _SCRATCH).is_dir():
            shutil.rmtree(self.folder / _SCRATCH)
        for unfinished in self.folder.glob("*.new"):
            unfinished.unlink()


@dataclass(frozen=True)
class LakeStore:
    """A lake under a URL that pyarrow's file systems know (S3, Google Cloud, Azure, HDFS).

    Credentials are found by those file systems in the environment.

    An upload that breaks off, or whose process dies, leaves no object: a store shows one when its last byte is there.
    """

    location: str

    def names(self, under: str) -> set[str]:
        with self._asked("listed"):
            asked = pafs.FileSelector(self._path(under), recursive=True, allow_not_found=True)
            found = self._filesystem.get_file_info(asked)
        return {info.path.removeprefix(f"{self._root}/") for info in found if info.type == pafs.FileType.File}

    def has(self, names: Sequence[str]) -> bool:
        with self._asked("looked into"):
            found = self._filesystem.get_file_info([self._path(name) for name in names])
        return all(info.type == pafs.FileType.File for info in found)

    def here(self, names: Sequence[str], copies: Path) -> list[Path]:
        paths = [copies / name for name in names]
        for folder in {path.parent for path in paths}:
            folder.mkdir(parents=True, exist_ok=True)
        with self._asked("read"):
            _each(self._download, list(zip(names, paths, strict=True)))
        return paths

    @contextmanager
    def writing(self, name: str, *, is_lasting: bool = True) -> Iterator[Path]:  # noqa: ARG002 - all of a store lasts
        with TemporaryDirectory(prefix="nibwatch-write-") as folder:
            new = Path(folder) / Path(name).name
            yield new
            with self._asked("written"):
                self._upload((name, new))

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        self.remove([marker])
        with self._asked("written"):
            _each(self._upload, [(name, path) for name, path in files.items() if name != marker])
            self._upload((marker, files[marker]))

    def remove(self, names: Sequence[str]) -> None:
        with self._asked("written"):
            there = self._filesystem.get_file_info([self._path(name) for name in names])
            _each(
                self._filesystem.delete_file,
                [info.path for info in there if info.type == pafs.FileType.File],
            )

    def remove_all(self, under: str) -> None:
        self.remove(sorted(self.names(under)))

    def dataset(self, names: Sequence[str]) -> ds.Dataset:
        with self._asked("read"):
            paths = [self._path(name) for name in names]
            return ds.dataset(paths, filesystem=self._filesystem, format="parquet")

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix="nibwatch-load-") as folder:
            yield Path(folder)

    def remove_scratch(self) -> None:
        """Nothing is left behind in a store."""

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        with self._asked("opened"):
            filesystem, root = pafs.FileSystem.from_uri(self.location)
        return filesystem, root.rstrip("/")

    @property
    def _filesystem(self) -> Any:
        return self._opened[0]

    @property
    def _root(self) -> str:
        return self._opened[1]

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _download(self, file: tuple[str, Path]) -> None:
        name, path = file
        pafs.copy_files(
            self._path(name),
            str(path),
            source_filesystem=self._filesystem,
            destination_filesystem=pafs.LocalFileSystem(),
        )

    def _upload(self, file: tuple[str, Path]) -> None:
        """Send a file as one piece: a local file that cannot be read fails before the store is told of an object."""
        name, path = file
        with pa.memory_map(str(path)) as content:
            whole = content.read_buffer()
            with self._filesystem.open_output_stream(self._path(name)) as stream:
                stream.write(whole)

    @contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        """Tell what the store could not do in one sentence."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            if is_disk_full(error):
                raise
            said = str(error).strip().splitlines()[0]
            raise OutsideError(
                f"The lake {self.location} could not be {what} ({said}); what was published before still stands. Look "
                "at NIBWATCH_LAKE, the network and the credentials in the environment, and run again."
            ) from error


def _each(do: Callable[[Any], None], items: Sequence[Any]) -> None:
    """Do something with every item, a few at a time; the first failure is raised when all have ended."""
    with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="lake") as pool:
        for done in [pool.submit(do, item) for item in items]:
            done.result()


def _sync(path: Path) -> None:
    """Have the disk hold a file, or a folder's names, before the next step."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
