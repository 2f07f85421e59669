"""Run one function in a process of its own, and say how long it took and how much memory."""

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Measured:
    """What one call took and returned: seconds and processor seconds without the imports, and the process's peak
    memory in bytes. Processor seconds change less than seconds where the machine has other work."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    answer: Any


def measure(what: str, **arguments: Any) -> Measured:
    """Call ``what``, written module:function, in a new process; arguments and answer travel as JSON.

    Raises RuntimeError with the end of what the process printed where it fails.
    """
    with tempfile.TemporaryDirectory(prefix="nibwatch-measure-") as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", "bench.measure", what, json.dumps(arguments), str(answer)]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        if done.returncode:
            output = "\n".join(done.stderr.strip().splitlines()[-10:])
            raise RuntimeError(f"{what} failed with exit code {done.returncode}:\n{output}")
        return Measured(**json.loads(answer.read_text(encoding="utf-8")))


def _main() -> None:
    what, arguments, target = sys.argv[1:]
    module, _, name = what.partition(":")
    function = getattr(importlib.import_module(module), name)
    started, cpu_started = time.perf_counter(), time.process_time()
    answer = function(**json.loads(arguments))
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    measured = Measured(seconds, cpu_seconds, peak_bytes(), answer)
    Path(target).write_text(json.dumps(asdict(measured)), encoding="utf-8")


def peak_bytes() -> int:
    """The most memory this process has held. On Linux ru_maxrss starts from what the parent held at the fork."""
    if _STATUS.exists():
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
        (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return int(kilobytes) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


if __name__ == "__main__":
    _main()
