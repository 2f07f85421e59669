"""The lake: files by name, in a folder or in an object store that several machines reach.

A file has a name such as `demo/2023Q1.parquet`. A reader gets a local path to it; a writer writes a local file, which
then appears under its name whole or not at all.
"""

import errno
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow.fs as pafs

from signals.errors import RequestError, is_disk_full
from signals.files import atomic_path, sync

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

_SCRATCH = "scratch"


class Lake(ABC):
    """The files of a lake at ``location``, a folder or a URL without a secret, over one of pyarrow's file systems.

    What an object store fails to do is an ``OutsideError``; what a folder fails to do is an ``OSError``.
    """

    def __init__(self, location: str | Path) -> None:
        self.location = str(location)

    @abstractmethod
    def prepare(self) -> None:
        """Check that the lake can be written; the error says what to set otherwise."""

    def names(self, under: str) -> set[str]:
        """The names of all files under a folder of the lake."""
        with self._errors("listed"):
            selector = pafs.FileSelector(self._path(under), recursive=True, allow_not_found=True)
            found = self._filesystem.get_file_info(selector)
        return {info.path.removeprefix(f"{self._root}/") for info in found if info.type == pafs.FileType.File}

    def has(self, names: Sequence[str]) -> bool:
        """Whether every one of the files is there."""
        with self._errors("looked into"):
            found = self._filesystem.get_file_info([self._path(name) for name in names])
        return all(info.type == pafs.FileType.File for info in found)

    def read(self, name: str) -> bytes | None:
        """The content of a small file; None where there is none."""
        with self._errors("read"):
            try:
                with self._filesystem.open_input_stream(self._path(name)) as stream:
                    content: bytes = stream.read()
            except OSError:
                if self.has([name]):
                    raise
                return None
        return content

    def dataset(self, names: Sequence[str]) -> "Dataset":
        """Parquet files, to read some columns of without copying the whole."""
        from pyarrow.dataset import (
            dataset,  # imports pandas, which takes most of a second and a run's start does not need
        )

        with self._errors("read"):
            return dataset([self._path(name) for name in names], filesystem=self._filesystem, format="parquet")

    @abstractmethod
    def local_paths(self, names: Sequence[str], copies: Path) -> list[Path]:
        """A local path to each file, in order: the file itself, or a copy under ``copies``."""

    @abstractmethod
    def writing(self, name: str, *, is_lasting: bool = True) -> AbstractContextManager[Path]:
        """A path to write a file at, which gets its name at the end; nothing does where the block raises.

        A lasting file is also whole under its name after a power cut.
        """

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        """Move local files in under their names; the marker is removed before the first and moved in last."""
        self.remove([marker])
        self._move_in({name: path for name, path in files.items() if name != marker})
        self._move_in({marker: files[marker]})

    @abstractmethod
    def remove(self, names: Sequence[str]) -> None:
        """Remove those of the files that are there."""

    @abstractmethod
    def remove_all(self, under: str) -> None:
        """Remove every file under a folder of the lake."""

    @abstractmethod
    def scratch(self) -> AbstractContextManager[Path]:
        """A new local folder from which ``replace`` can take files; it is removed at the end."""

    @abstractmethod
    def remove_scratch(self) -> None:
        """Remove what killed processes left; only for the holder of the data directory's lock."""

    @abstractmethod
    def _move_in(self, files: Mapping[str, Path]) -> None:
        """Take local files in under their names; they last when this returns."""

    @abstractmethod
    def _open(self) -> tuple[pafs.FileSystem, str]:
        """The file system, and the path of the lake in it."""

    def _errors(self, what: str) -> AbstractContextManager[None]:  # noqa: ARG002 - an object store names what failed
        return nullcontext()

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        return self._open()

    @property
    def _filesystem(self) -> Any:
        return self._opened[0]

    @property
    def _root(self) -> str:
        return self._opened[1]

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


class FolderLake(Lake):
    """A lake in a folder of this machine, or in one that every machine mounts and that renames a file in one step."""

    @cached_property
    def folder(self) -> Path:
        return Path(self.location)

    def prepare(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            if is_disk_full(error):
                raise
            raise RequestError(
                f"The lake {self.folder} is no folder that can be written ({error.strerror}); give it one with "
                "NIBWATCH_LAKE, or unset that to have it in the data directory."
            ) from error

    def local_paths(self, names: Sequence[str], copies: Path) -> list[Path]:  # noqa: ARG002 - a folder needs no copies
        return [self.folder / name for name in names]

    def writing(self, name: str, *, is_lasting: bool = True) -> AbstractContextManager[Path]:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        # Two workers may write the same file at once, so each has a temporary name of its own.
        return atomic_path(self.folder / name, suffix=f"{os.getpid()}-{os.urandom(4).hex()}.new", is_lasting=is_lasting)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def remove_all(self, under: str) -> None:
        # A worker that Dask gave up may still be writing there; what it leaves is removed before the next run.
        shutil.rmtree(self.folder / under, ignore_errors=True)

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

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        folders = {(self.folder / name).parent for name in files}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path in files.values():
            sync(path)
        super().replace(files, marker)

    def _move_in(self, files: Mapping[str, Path]) -> None:
        for name, path in files.items():
            path.replace(self.folder / name)
        for folder in {(self.folder / name).parent for name in files}:
            sync(folder)

    def _open(self) -> tuple[pafs.FileSystem, str]:
        return pafs.LocalFileSystem(), self.location
