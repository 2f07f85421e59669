"""A lake in a folder: files get their names by renaming, which a file system does in one step."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.dataset as ds

from signals.errors import RequestError, is_disk_full
from signals.files import sync

_SCRATCH = "scratch"


@dataclass(frozen=True)
class LakeFolder:
    """A lake in a folder of this machine, or one that every machine mounts and that renames a file in one step."""

    folder: Path

    @property
    def location(self) -> str:
        return str(self.folder)

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

    def names(self, under: str) -> set[str]:
        found = (self.folder / under).rglob("*")
        return {path.relative_to(self.folder).as_posix() for path in found if path.is_file()}

    def has(self, names: Sequence[str]) -> bool:
        return all((self.folder / name).is_file() for name in names)

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

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
                sync(new)
            new.replace(path)
            if is_lasting:
                sync(path.parent)
        finally:
            new.unlink(missing_ok=True)

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        folders = sorted({(self.folder / name).parent for name in files})
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path in files.values():
            sync(path)
        (self.folder / marker).unlink(missing_ok=True)
        sync((self.folder / marker).parent)
        for name in files.keys() - {marker}:
            files[name].replace(self.folder / name)
        for folder in folders:
            sync(folder)
        files[marker].replace(self.folder / marker)
        sync((self.folder / marker).parent)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def remove_all(self, under: str) -> None:
        # A worker that Dask gave up may still be writing there; what it leaves is removed before the next run.
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
