"""Whether the disk of the data directory has room for a run, before it starts and when it breaks off."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signals.errors import DiskFullError, NibwatchError, is_disk_full

LEAST_BYTES = 16 << 20
"""What Prefect's own records of a run may need; loading and building need more, and say so themselves."""


@contextmanager
def full_disk_is_told(data_dir: Path) -> Iterator[None]:
    """Refuse to begin on a full disk, and say that it is full where the work breaks off for that reason.

    Prefect's server keeps its records on the same disk; on a full one it fails in words that say nothing of a disk.
    """
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_BYTES:
        raise DiskFullError(
            f"The disk of {data_dir} is full: {free:,} bytes are free, and the records of a run alone may need"
            f" {LEAST_BYTES:,}; what was published before still stands. Free some space and run again."
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
