"""A disk that loses at a power cut what was not synced: a shim over os.fsync, for what a program does meanwhile.

A disk may keep less or more than it must. So each cut is looked at twice: as if nothing but what was synced had
reached the disk, neither names nor bytes; and as if every change of a name had, at once, but no bytes that were not synced.
"""

import os
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Check = Callable[[Path], object]
_link = os.link


class PowerCut:
    """What of a folder would be there after a power cut; all that is in it at the beginning is on the disk."""

    def __init__(self, root: Path, store: Path) -> None:
        self.root, self.store, self.cuts = root, store, 0
        self._bytes: dict[int, Path] = {}
        self._names: dict[int, dict[str, tuple[int, bool]]] = {}
        self._held: list[int] = []
        self._lock = threading.RLock()
        store.mkdir()
        for path in (root, *root.rglob("*")):
            descriptor = os.open(path, os.O_RDONLY)
            self._synced(descriptor)
            os.close(descriptor)

    def watch(self, patch: pytest.MonkeyPatch, check: Check) -> None:
        """Have ``check`` look at the folder as a cut would leave it after every sync and every change of a name."""
        for name in ("fsync", "replace", "rename", "link"):
            patch.setattr(os, name, self._watched(getattr(os, name), check, is_sync=name == "fsync"))

    def left(self, *, with_every_name: bool) -> Path:
        """A folder as a power cut would leave this one now; only to be read."""
        with self._lock:
            self.cuts += 1
            folder = self.store / f"cut-{self.cuts}"
            if with_every_name:
                self._copy(self.root, folder)
            else:
                self._restore(self.root.stat().st_ino, folder)
        return folder

    def _watched(self, function: Callable[..., Any], check: Check, *, is_sync: bool) -> Callable[..., Any]:
        def watched(*arguments: Any, **options: Any) -> Any:
            done = function(*arguments, **options)
            with self._lock:
                if is_sync:
                    self._synced(arguments[0])
                for with_every_name in (False, True):
                    folder = self.left(with_every_name=with_every_name)
                    check(folder)
                    shutil.rmtree(folder)
            return done

        return watched

    def _synced(self, descriptor: int) -> None:
        state = os.fstat(descriptor)
        self._held.append(os.dup(descriptor))  # or another file might get the number of its inode
        if stat.S_ISDIR(state.st_mode):
            with os.scandir(descriptor) as entries:
                self._names[state.st_ino] = {entry.name: (entry.inode(), entry.is_dir()) for entry in entries}
        else:
            kept = self.store / f"synced-{len(self._held)}"
            shutil.copyfile(f"/proc/self/fd/{descriptor}", kept)
            self._bytes[state.st_ino] = kept

    def _restore(self, folder: int, to: Path) -> None:
        to.mkdir()
        for name, (inode, is_folder) in self._names.get(folder, {}).items():
            if is_folder:
                self._restore(inode, to / name)
            else:
                self._file(inode, to / name)

    def _copy(self, folder: Path, to: Path) -> None:
        to.mkdir()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    self._copy(Path(entry.path), to / entry.name)
                else:
                    self._file(entry.inode(), to / entry.name)

    def _file(self, inode: int, to: Path) -> None:
        if inode in self._bytes:
            _link(self._bytes[inode], to)
        else:
            to.touch()
