"""Checks of free disk space, before a run starts and when it fails."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signals.errors import DiskFullError, NibwatchError, is_disk_full

LEAST_BYTES = 16 << 20
"""Bytes that the smallest run needs; steps that need more check it themselves."""


@contextmanager
def explain_full_disk(data_dir: Path) -> Iterator[None]:
    """Refuse to start on a full disk, and report a full disk if the work fails for that reason.

    Messages of libraries may not mention the full disk; a Prefect server may keep its records on it, too.
    """
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_BYTES:
        raise DiskFullError(
            f"The disk of {data_dir} is full: {free:,} bytes are free, and the smallest run needs {LEAST_BYTES:,};"
            f" what was published before still stands. Free some space and run again."
        )
    try:
        yield
    except NibwatchError:
        raise
    except Exception as error:
        free = shutil.disk_usage(data_dir).free
        if is_disk_full(error) or free < LEAST_BYTES:
            raise DiskFullError(
                f"The disk of {data_dir} became full ({free:,} bytes are free), and the run broke off; what was"
                " published before still stands. Free some space and run again: it goes on where it was."
            ) from error
        raise
