"""How sources are asked: pace, another attempt, and secrets."""

from collections.abc import Callable

import pytest

from signals.literature.client import Answer, Source, SourceError, TransientSourceError
from tests.literature.loopback import Reply, Server, serving

KEY = "s3cr3t-key"


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def source(server: Server, time: Time) -> Source:
    return Source("PubMed", server.address, requests_per_second=3, secrets=(KEY,), sleep=time.sleep, clock=time.clock)


def body(answer: Answer) -> bytes:
    return answer.body


def in_turn(*replies: Reply | str) -> Callable[[str, dict[str, str]], Reply | str]:
    left = list(replies)
    return lambda name, asked: left.pop(0) if len(left) > 1 else left[0]


def test_a_429_is_asked_again_after_the_seconds_it_names() -> None:
    time = Time()
    with serving(in_turn(Reply("slow down", 429, {"Retry-After": "7"}), "fine")) as server:
        assert source(server, time).ask("x", {}, body) == b"fine"
    assert time.slept == [7.0]


def test_a_server_error_without_a_wait_is_asked_again_after_growing_waits() -> None:
    time = Time()
    with (
        serving(in_turn(Reply("", 502))) as server,
        pytest.raises(SourceError, match=r"502.*Given up after 4 attempts"),
    ):
        source(server, time).ask("x", {}, body)
    assert (time.slept, len(server.asked)) == ([1.0, 2.0, 4.0], 4)


def test_a_server_that_asks_for_an_hour_is_left_alone() -> None:
    time = Time()
    with serving(in_turn(Reply("", 503, {"Retry-After": "3600"}))) as server, pytest.raises(SourceError):
        source(server, time).ask("x", {}, body)
    assert (time.slept, len(server.asked)) == ([], 1)


def test_a_refusal_is_not_asked_again() -> None:
    with serving(in_turn(Reply("bad", 400))) as server, pytest.raises(SourceError, match="answered 400"):
        source(server, Time()).ask("x", {}, body)
    assert len(server.asked) == 1


def test_silence_is_asked_again_once_and_named() -> None:
    with serving(in_turn(Reply(status=None))) as server, pytest.raises(SourceError, match="PubMed did not answer"):
        source(server, Time()).ask("x", {}, body)
    assert len(server.asked) == 2


def test_an_answer_that_cannot_be_read_is_asked_again() -> None:
    def read(answer: Answer) -> bytes:
        if answer.body != b"whole":
            raise TransientSourceError("half an answer.")
        return answer.body

    with serving(in_turn("half", "whole")) as server:
        assert source(server, Time()).ask("x", {}, read) == b"whole"


def test_a_key_shows_in_no_sentence() -> None:
    with serving(in_turn(Reply(f'{{"error":"API key invalid","api-key":"{KEY}"}}', 400))) as server:  # noqa: SIM117 - longer than a line
        with pytest.raises(SourceError) as refused:
            source(server, Time()).ask("x", {"api_key": KEY}, body)
    with pytest.raises(SourceError) as unreachable:
        source(server, Time()).ask("x", {"api_key": KEY}, body)  # nobody listens there any more
    assert KEY not in str(refused.value) + str(unreachable.value)
    assert "API key invalid" in str(refused.value)


def test_requests_keep_their_pace_outside_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()
    with serving(lambda name, asked: "fine") as server:
        monkeypatch.setattr("signals.literature.client.is_loopback", lambda host: False)
        paced = source(server, time)
        for _ in range(4):
            paced.ask("x", {}, body)
    assert time.slept == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_a_long_query_goes_as_a_post_where_that_is_allowed() -> None:
    with serving(lambda name, asked: "fine") as server:
        source(server, Time()).ask("x", {"term": "a" * 5000}, body, may_post=True)
        source(server, Time()).ask("x", {"term": "a" * 5000}, body)
        source(server, Time()).ask("x", {"term": "a"}, body, may_post=True)
    assert server.methods == ["POST", "GET", "GET"]
    assert {len(asked["term"]) for _, asked in server.asked} == {5000, 1}


def test_an_answer_that_trickles_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 100_000, 400))
    with serving(lambda name, asked: "a" * 200_000) as server:
        slow = Source("PubMed", server.address, requests_per_second=3, sleep=Time().sleep, clock=lambda: next(ticks))
        with pytest.raises(SourceError, match="PubMed took more than 600 seconds for one answer"):
            slow.ask("x", {}, body)


def test_an_answer_that_is_too_large_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signals.literature.client.MAX_BODY_BYTES", 100_000)
    with (
        serving(lambda name, asked: "a" * 200_000) as server,
        pytest.raises(SourceError, match="PubMed sent more than 100,000 bytes in one answer"),
    ):
        source(server, Time()).ask("x", {}, body)
