"""One writer at a time in a data directory."""

import subprocess
import sys
from pathlib import Path

import pytest

from signals.build.lock import write_lock
from signals.errors import OutsideError, RequestError

HOLD = """
import sys
from pathlib import Path
from signals.build.lock import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_is_writing_and_that_nothing_was_changed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OutsideError, match=rf"Process {holder.pid}.* is already writing.* nothing was changed"):
            write_lock(tmp_path).__enter__()
        holder.kill()
    with write_lock(tmp_path):
        pass  # the operating system has freed the lock of the killed holder


def test_a_flow_within_a_flow_joins_the_lock_of_its_process(tmp_path: Path) -> None:
    with write_lock(tmp_path):
        with write_lock(tmp_path):
            pass
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run([sys.executable, "-c", HOLD, str(tmp_path)], check=True, capture_output=True, input="")


def test_a_data_directory_that_cannot_be_written_is_a_wrong_request(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(RequestError, match=r"cannot be written .*--data-dir"), write_lock(tmp_path / "file" / "data"):
        pass
