"""The lake: files by name under a URL that pyarrow's file systems know, or in a folder (signals.lake.folder_lake).

A file has a name such as `load/2023Q1.parquet`. A reader gets a local path to it; a writer writes a local file, which
then appears under its name whole or not at all.
"""

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.fs as pafs

from signals.errors import OutsideError, is_disk_full

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

PARALLEL_FILES = 8
TemporaryFolder = Callable[[str], AbstractContextManager[Path]]
"""Makes a local folder that is removed at the end, such as signals.temporary_folder does."""


class Lake:
    """The files of a lake in an object store (S3, Google Cloud, Azure, HDFS); what it fails to do is an OutsideError.

    ``location`` is a URL without a secret; pyarrow's file systems find credentials in the environment. An upload that
    breaks off, or whose process dies, leaves no object: a store shows one when its last byte is there.
    """

    def __init__(self, location: str, temporary_folder: TemporaryFolder) -> None:
        self.location = location
        self._temporary_folder = temporary_folder

    def prepare(self) -> None:
        """Check that the lake can be written; the error says which setting to change.

        Only a bucket that is certainly not there is an error: who may not ask for it may still write in it.

        Raises
        ------
        OutsideError
            The bucket is not there, or the location cannot be opened.
        """
        bucket = self._root.partition("/")[0]
        try:
            info = self._filesystem.get_file_info(bucket) if bucket else None
        except OSError as error:
            if "ACCESS_DENIED" in str(error):
                return
            with self._errors("opened"):
                raise
        if info is not None and info.type == pafs.FileType.NotFound:
            raise OutsideError(
                f"The lake {self.location} names a bucket that is not there: create {bucket}, or correct NIBWATCH_LAKE."
            )

    def names(self, under: str) -> set[str]:
        """The names of all files under a folder of the lake; none where there is no such folder."""
        with self._errors("listed"):
            selector = pafs.FileSelector(self._path(under), recursive=True, allow_not_found=True)
            infos = self._filesystem.get_file_info(selector)
        return {info.path.removeprefix(f"{self._root}/") for info in infos if info.type == pafs.FileType.File}

    def has(self, names: Sequence[str]) -> bool:
        """Whether every one of the files is there."""
        with self._errors("looked into"):
            infos = self._filesystem.get_file_info([self._path(name) for name in names])
        return all(info.type == pafs.FileType.File for info in infos)

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
        """Parquet files of which some columns can be read without copying them whole."""
        from pyarrow.dataset import dataset  # imports pandas: most of a second that a run's start does not need

        with self._errors("read"):
            return dataset([self._path(name) for name in names], filesystem=self._filesystem, format="parquet")

    def local_paths(self, names: Sequence[str], copies: Path) -> list[Path]:
        """A local path to each file, in order: the file itself, or a copy under ``copies``.

        Raises
        ------
        FileNotFoundError
            A file is not in the object store. In a folder the path is returned all the same.
        """
        paths = [copies / name for name in names]
        for folder in {path.parent for path in paths}:
            folder.mkdir(parents=True, exist_ok=True)
        with self._errors("read"):
            _each(self._download, list(zip(names, paths, strict=True)))
        return paths

    @contextmanager
    def new_file(self, name: str, *, is_lasting: bool = True) -> Iterator[Path]:  # noqa: ARG002 - all of a store lasts
        """A path to write a file at, which gets its name at the end, unless the block raises.

        Parameters
        ----------
        is_lasting
            Whether the file is whole under its name after a power cut, too.
        """
        with self._temporary_folder("write") as folder:
            new = folder / Path(name).name
            yield new
            self._move_in({name: new})

    def replace(self, files: Mapping[str, Path], marker: str) -> None:
        """Move local files into the lake; the marker is removed before the first and moved in last.

        Parameters
        ----------
        files
            The local file for each name in the lake, the marker's included.
        """
        self.remove([marker])
        self._move_in({name: path for name, path in files.items() if name != marker})
        self._move_in({marker: files[marker]})

    def remove(self, names: Sequence[str]) -> None:
        """Remove those of the files that are there."""
        with self._errors("written"):
            infos = self._filesystem.get_file_info([self._path(name) for name in names])
            _each(self._filesystem.delete_file, [info.path for info in infos if info.type == pafs.FileType.File])

    def remove_all(self, under: str) -> None:
        """Remove every file under a folder of the lake."""
        with self._errors("written"):
            if self._filesystem.get_file_info(self._path(under)).type == pafs.FileType.Directory:
                self._filesystem.delete_dir(self._path(under))

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A new local folder from which ``replace`` can take files; it is removed at the end."""
        with self._temporary_folder("load") as folder:
            yield folder

    def remove_scratch(self) -> None:
        """Remove what killed processes left, nothing in a store; only for the holder of the data directory's lock."""

    def _move_in(self, files: Mapping[str, Path]) -> None:
        """Move local files into the lake; they survive a power cut once this returns."""
        with self._errors("written"):
            _each(self._upload, list(files.items()))

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        """The file system, and the path of the lake in it."""
        with self._errors("opened"):
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
        """Send a file as one piece: a local file that cannot be read fails before an object is created in the store."""
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
