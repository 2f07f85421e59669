"""Pages as files of a folder, replaced whole or not at all, and copied to another folder or an object store."""

import mimetypes
import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from signals.errors import OutsideError, RequestError
from signals.files import write_atomically
from signals.present.numbers import line

MARKER = "nibwatch-report.txt"
"""Name of the file that says which pages a folder holds; a store gets it last."""
FIRST = "index.html"


def is_current(folder: Path, run_id: str, problems: Sequence[str] = ()) -> bool:
    """Whether a folder holds this version's pages of a publication and of these problems of literature sources."""
    path = folder / MARKER
    return path.is_file() and path.read_text(encoding="utf-8") == marker(run_id, problems)


def marker(run_id: str, problems: Sequence[str] = ()) -> str:
    """Content of the folder's marker: the publication, the version and the problems whose pages these are."""
    written = f"Pages written by nibwatch {version('nibwatch')} of run {run_id}."
    return "".join(f"{text}\n" for text in (written, *map(line, problems)))


def require_ours(folder: Path) -> None:
    """Refuse a folder that a report must not replace.

    Raises
    ------
    RequestError
        It holds something that is no earlier report.
    """
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).is_file()):
        raise _not_ours(str(folder))


def replace_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Replace a folder by one with just these files; the earlier folder stays until the new one is complete.

    Raises
    ------
    RequestError
        The folder holds something that is no earlier report.
    OutsideError
        It cannot be written.
    """
    require_ours(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            _write(files, new)
            _swap(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise _not_written(str(folder), error.strerror or str(error)) from error


def replace_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Replace single files of a folder, each whole or not at all; those that are the same stay as they are."""
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            write_atomically(path, content)


def read_folder(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their names in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def copy_to_store(files: Mapping[str, bytes], location: str) -> None:
    """Replace the content of a location in an object store by just these files.

    A store has no folder that could be replaced in one step: the first page and the marker come last, and pages that
    no longer exist are removed after them, so that a reader never follows a link to a page that is not there yet.

    Parameters
    ----------
    files
        Their content by name.
    location
        A URL without a secret, as of NIBWATCH_LAKE; credentials come from the environment.

    Raises
    ------
    RequestError
        The place holds something that is no earlier report.
    OutsideError
        The store refuses.
    """
    import pyarrow.fs as pafs  # a tenth of a second that a folder does not need

    try:
        store, root = pafs.FileSystem.from_uri(location)
        selector = pafs.FileSelector(root, recursive=True, allow_not_found=True)
        held = {
            info.path.removeprefix(f"{root.rstrip('/')}/")
            for info in store.get_file_info(selector)
            if info.type == pafs.FileType.File
        }
        if held and MARKER not in held:
            raise _not_ours(location)
        last = (FIRST, MARKER)
        first = sorted((name for name in files if name not in last), key=lambda name: name.endswith(f"/{FIRST}"))
        for name in [*first, *(name for name in last if name in files)]:
            kind = {"Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
            with store.open_output_stream(f"{root.rstrip('/')}/{name}", metadata=kind) as stream:
                stream.write(files[name])
        for name in held - set(files):
            store.delete_file(f"{root.rstrip('/')}/{name}")
    except OSError as error:
        raise _not_written(location, str(error)) from error


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder.chmod(0o755)


def _swap(new: Path, folder: Path) -> None:
    """Put the finished folder in place; the earlier one is removed only after that."""
    if not folder.exists():
        new.rename(folder)
        return
    earlier = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}-earlier-"))
    folder.rename(earlier / folder.name)
    try:
        new.rename(folder)
    except OSError:
        (earlier / folder.name).rename(folder)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)


def _not_ours(place: str) -> RequestError:
    return RequestError(
        f"{place} holds something that is no report of nibwatch, and a report replaces its folder whole: give an empty "
        "or a new folder with --out or NIBWATCH_REPORT_TO."
    )


def _not_written(place: str, reason: str) -> OutsideError:
    return OutsideError(
        f"The report cannot be written to {place} ({reason}); free or permit it, or give another place with --out or "
        "NIBWATCH_REPORT_TO."
    )
