"""Steps in this process: attempts, threads, and the names of runs."""

import threading
import time

import pytest

from signals.errors import OutsideError, TransientError
from signals.pipeline import runner
from signals.pipeline.runner import LocalRunner, run_each, step, thread_pool


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that are slept, in order, instead of sleeping them."""
    seconds: list[float] = []
    monkeypatch.setattr(runner.time, "sleep", seconds.append)
    return seconds


def test_a_passing_failure_is_tried_again_after_what_the_server_asks_and_longer_each_time(
    slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([TransientError("busy", retry_after=7), TransientError("busy"), "here"])

    @step("fetch {quarter}", attempts=3)
    def fetch(quarter: str) -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with caplog.at_level("INFO", logger="nibwatch.pipeline"):
        assert LocalRunner().run(fetch, "2023Q1") == "here"
    asked, first, none_asked, second = slept
    assert (asked, none_asked) == (7, 0)
    assert 1 <= first <= 3 and 2 <= second <= 6
    assert caplog.messages[0] == "fetch 2023Q1 failed in attempt 1 of 3: busy"


@pytest.mark.parametrize(("error", "calls"), [(TransientError("busy"), 3), (OutsideError("not there"), 1)])
def test_the_last_attempt_and_any_other_failure_are_raised(slept: list[float], error: Exception, calls: int) -> None:
    made = []

    @step(attempts=3)
    def fail() -> None:
        made.append(1)
        raise error

    with pytest.raises(type(error)):
        LocalRunner().run(fail)
    assert len(made) == calls


def test_each_runs_so_many_at_a_time_and_keeps_the_order() -> None:
    running, most, lock = [0], [0], threading.Lock()

    @step()
    def work(number: int) -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1
        return number

    assert run_each(LocalRunner(), work, [(number,) for number in range(6)], at_a_time=3) == list(range(6))
    assert most[0] == 3


def test_ctrl_c_waits_for_no_thread_and_other_errors_for_all() -> None:
    done = threading.Event()

    def wait() -> None:
        done.wait(20)

    with pytest.raises(KeyboardInterrupt), thread_pool(1) as pool:
        pool.submit(wait)
        raise KeyboardInterrupt
    done.set()
    ended = []
    with pytest.raises(ValueError, match="ours"), thread_pool(1) as pool:
        pool.submit(lambda: (time.sleep(0.05), ended.append(1)))
        time.sleep(0.01)
        raise ValueError("ours")
    assert ended == [1]
