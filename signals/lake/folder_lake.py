"""A lake in a folder: files get their names by renaming, which a file system does in one step."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.fs as pafs

from signals.errors import RequestError, is_disk_full
from signals.files import atomic_path, make_folder, sync
from signals.lake.lake import Lake

_SCRATCH = "scratch"


class FolderLake(Lake):
    """A lake in a folder of this machine, or in one that every machine mounts and that renames a file in one step.

    What it fails to do is an OSError.
    """

    def __init__(self, folder: str | Path) -> None:
        self.location = str(folder)  # no more of a store's: files are written in the folder itself
        self.folder = Path(folder)

    def prepare(self) -> None:
        """Check that the folder can be written; it is made where it is missing.

        Raises
        ------
        RequestError
            It cannot be written.
        OSError
            The disk is full.
        """
        try:
            make_folder(self.folder)
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

    @contextmanager
    def new_file(self, name: str, *, is_lasting: bool = True) -> Iterator[Path]:
        path = self.folder / name
        make_folder(path.parent)
        # Two workers may write the same file at once, so each has a temporary name of its own.
        with atomic_path(path, suffix=f"{os.getpid()}-{os.urandom(4).hex()}.new", is_lasting=is_lasting) as temporary:
            yield temporary

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
        for folder in {(self.folder / name).parent for name in names}:
            if folder.is_dir():
                sync(folder)

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
            make_folder(folder)
        for path in files.values():
            sync(path)
        super().replace(files, marker)

    def _move_in(self, files: Mapping[str, Path]) -> None:
        for name, path in files.items():
            path.replace(self.folder / name)
        for folder in {(self.folder / name).parent for name in files}:
            sync(folder)

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        return pafs.LocalFileSystem(), self.location

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:  # noqa: ARG002 - the disk's own error is raised as it is
        yield
