"""A lake in an object store: files are copied here to be read, and an object appears when its last byte is there."""

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs

from signals.errors import OutsideError, is_disk_full

AT_A_TIME = 8


@dataclass(frozen=True)
class LakeStore:
    """A lake under a URL that pyarrow's file systems know (S3, Google Cloud, Azure, HDFS).

    Credentials are found by those file systems in the environment.

    An upload that breaks off, or whose process dies, leaves no object: a store shows one when its last byte is there.
    """

    location: str

    def prepare(self) -> None:
        """Only a bucket that is certainly not there is an error: who may not ask for it may still write in it."""
        bucket = self._root.partition("/")[0]
        try:
            found = self._filesystem.get_file_info(bucket) if bucket else None
        except OSError as error:
            if "ACCESS_DENIED" in str(error):
                return
            with self._asked("opened"):
                raise
        if found is not None and found.type == pafs.FileType.NotFound:
            raise OutsideError(
                f"The lake {self.location} names a bucket that is not there: create {bucket}, or correct NIBWATCH_LAKE."
            )

    def names(self, under: str) -> set[str]:
        with self._asked("listed"):
            asked = pafs.FileSelector(self._path(under), recursive=True, allow_not_found=True)
            found = self._filesystem.get_file_info(asked)
        return {info.path.removeprefix(f"{self._root}/") for info in found if info.type == pafs.FileType.File}

    def has(self, names: Sequence[str]) -> bool:
        with self._asked("looked into"):
            found = self._filesystem.get_file_info([self._path(name) for name in names])
        return all(info.type == pafs.FileType.File for info in found)

    def read(self, name: str) -> bytes | None:
        with self._asked("read"):
            try:
                with self._filesystem.open_input_stream(self._path(name)) as stream:
                    content: bytes = stream.read()
            except OSError:
                if self.has([name]):
                    raise
                return None
        return content

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
            _each(self._filesystem.delete_file, [info.path for info in there if info.type == pafs.FileType.File])

    def remove_all(self, under: str) -> None:
        with self._asked("written"):
            if self._filesystem.get_file_info(self._path(under)).type == pafs.FileType.Directory:
                self._filesystem.delete_dir(self._path(under))

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
        try:
            pafs.copy_files(
                self._path(name),
                str(path),
                source_filesystem=self._filesystem,
                destination_filesystem=pafs.LocalFileSystem(),
            )
        except OSError as error:
            if self.has([name]):
                raise
            raise FileNotFoundError(errno.ENOENT, "it is not in the lake", name) from error

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
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="lake") as pool:
        for done in [pool.submit(do, item) for item in items]:
            done.result()
