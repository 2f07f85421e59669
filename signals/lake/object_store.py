"""A lake in an object store: files are copied to be read, and an object appears when its last byte is there."""

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.fs as pafs

from signals.errors import OutsideError, is_disk_full
from signals.lake.lake import Lake

PARALLEL_FILES = 8


class ObjectStoreLake(Lake):
    """A lake under a URL that pyarrow's file systems know (S3, Google Cloud, Azure, HDFS).

    Those file systems find credentials in the environment. An upload that breaks off, or whose process dies, leaves no
    object: a store shows one when its last byte is there.
    """

    def prepare(self) -> None:
        """Only a bucket that is certainly not there is an error: who may not ask for it may still write in it."""
        bucket = self._root.partition("/")[0]
        try:
            found = self._filesystem.get_file_info(bucket) if bucket else None
        except OSError as error:
            if "ACCESS_DENIED" in str(error):
                return
            with self._errors("opened"):
                raise
        if found is not None and found.type == pafs.FileType.NotFound:
            raise OutsideError(
                f"The lake {self.location} names a bucket that is not there: create {bucket}, or correct NIBWATCH_LAKE."
            )

    def local_paths(self, names: Sequence[str], copies: Path) -> list[Path]:
        paths = [copies / name for name in names]
        for folder in {path.parent for path in paths}:
            folder.mkdir(parents=True, exist_ok=True)
        with self._errors("read"):
            _each(self._download, list(zip(names, paths, strict=True)))
        return paths

    @contextmanager
    def writing(self, name: str, *, is_lasting: bool = True) -> Iterator[Path]:  # noqa: ARG002 - all of a store lasts
        with TemporaryDirectory(prefix="nibwatch-write-") as folder:
            new = Path(folder) / Path(name).name
            yield new
            self._move_in({name: new})

    def remove(self, names: Sequence[str]) -> None:
        with self._errors("written"):
            found = self._filesystem.get_file_info([self._path(name) for name in names])
            _each(self._filesystem.delete_file, [info.path for info in found if info.type == pafs.FileType.File])

    def remove_all(self, under: str) -> None:
        with self._errors("written"):
            if self._filesystem.get_file_info(self._path(under)).type == pafs.FileType.Directory:
                self._filesystem.delete_dir(self._path(under))

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix="nibwatch-load-") as folder:
            yield Path(folder)

    def remove_scratch(self) -> None:
        """Nothing is left behind in a store."""

    def _move_in(self, files: Mapping[str, Path]) -> None:
        with self._errors("written"):
            _each(self._upload, list(files.items()))

    def _open(self) -> tuple[pafs.FileSystem, str]:
        with self._errors("opened"):
            filesystem, root = pafs.FileSystem.from_uri(self.location)
        return filesystem, root.rstrip("/")

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
    def _errors(self, what: str) -> Iterator[None]:
        """Say in one sentence what the store could not do."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            if is_disk_full(error):
                raise
            reason = str(error).strip().splitlines()[0]
            raise OutsideError(
                f"The lake {self.location} could not be {what} ({reason}); what was published before still stands. "
                "Look at NIBWATCH_LAKE, the network and the credentials in the environment, and run again."
            ) from error


def _each(function: Callable[[Any], None], items: Sequence[Any]) -> None:
    """Call the function for every item in parallel; the first failure is raised when all have ended."""
    with ThreadPoolExecutor(PARALLEL_FILES, thread_name_prefix="lake") as pool:
        for future in [pool.submit(function, item) for item in items]:
            future.result()
