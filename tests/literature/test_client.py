"""How sources are asked: pace, another attempt, and secrets."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from requests import Response

from signals.demo.loopback import Reply, Server, form_server
from signals.literature.client import Answer, Source, SourceError, TransientSourceError
from signals.web import RefusedAnswerError, Session

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
    return lambda name, form: left.pop(0) if len(left) > 1 else left[0]


def test_a_429_is_asked_again_after_the_seconds_it_names() -> None:
    time = Time()
    with form_server(in_turn(Reply("slow down", 429, {"Retry-After": "7"}), "fine")) as server:
        assert source(server, time).ask("x", {}, body) == b"fine"
    assert time.slept == [7.0]


def test_a_server_error_without_a_wait_is_asked_again_after_growing_waits() -> None:
    time = Time()
    with (
        form_server(in_turn(Reply("", 502))) as server,
        pytest.raises(SourceError, match=r"502.*Given up after 4 attempts"),
    ):
        source(server, time).ask("x", {}, body)
    assert (time.slept, len(server.requests)) == ([1.0, 2.0, 4.0], 4)


def test_a_server_that_asks_for_an_hour_is_left_alone() -> None:
    time = Time()
    with form_server(in_turn(Reply("", 503, {"Retry-After": "3600"}))) as server, pytest.raises(SourceError):
        source(server, time).ask("x", {}, body)
    assert (time.slept, len(server.requests)) == ([], 1)


def test_a_refusal_is_not_asked_again() -> None:
    with form_server(in_turn(Reply("bad", 400))) as server, pytest.raises(SourceError, match="answered 400"):
        source(server, Time()).ask("x", {}, body)
    assert len(server.requests) == 1


def test_silence_is_asked_again_once_and_named() -> None:
    with form_server(in_turn(Reply(status=None))) as server, pytest.raises(SourceError, match="PubMed did not answer"):
        source(server, Time()).ask("x", {}, body)
    assert len(server.requests) == 2


def test_an_answer_that_cannot_be_read_is_asked_again() -> None:
    def read(answer: Answer) -> bytes:
        if answer.body != b"whole":
            raise TransientSourceError("half an answer.")
        return answer.body

    with form_server(in_turn("half", "whole")) as server:
        assert source(server, Time()).ask("x", {}, read) == b"whole"


def test_a_key_shows_in_no_sentence() -> None:
    with form_server(in_turn(Reply(f'{{"error":"API key invalid","api-key":"{KEY}"}}', 400))) as server:  # noqa: SIM117 - longer than a line
        with pytest.raises(SourceError) as refused:
            source(server, Time()).ask("x", {"api_key": KEY}, body)
    with pytest.raises(SourceError) as unreachable:
        source(server, Time()).ask("x", {"api_key": KEY}, body)  # nobody listens there any more
    assert KEY not in str(refused.value) + str(unreachable.value)
    assert "API key invalid" in str(refused.value)


def test_requests_keep_their_pace_outside_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()
    with form_server(lambda name, form: "fine") as server:
        monkeypatch.setattr("signals.literature.client.is_loopback", lambda host: False)
        paced = source(server, time)
        for _ in range(4):
            paced.ask("x", {}, body)
    assert time.slept == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_a_long_query_goes_as_a_post_where_that_is_allowed() -> None:
    with form_server(lambda name, form: "fine") as server:
        source(server, Time()).ask("x", {"term": "a" * 5000}, body, may_post=True)
        source(server, Time()).ask("x", {"term": "a" * 5000}, body)
        source(server, Time()).ask("x", {"term": "a"}, body, may_post=True)
    assert server.methods == ["POST", "GET", "GET"]
    assert {len(form["term"]) for _, form in server.requests} == {5000, 1}


def test_an_answer_that_trickles_too_long_is_given_up() -> None:
    ends = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def trickle() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                while not ends.wait(0.02):
                    connection.sendall(b"a")

        threading.Thread(target=trickle, daemon=True).start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        slow = Source("PubMed", address, requests_per_second=3, max_seconds=0.2)
        with pytest.raises(SourceError, match=r"PubMed took more than 0\.2 seconds for one answer"):
            slow.ask("x", {}, body)
        ends.set()


def test_a_source_is_asked_so_often_and_so_long_in_a_run_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signals.literature.client.MAX_REQUESTS", 3)
    time = Time()
    with form_server(lambda name, form: "fine") as server:
        often, long = source(server, time), source(server, time)
        for _ in range(3):
            often.ask("x", {}, body)
        with pytest.raises(SourceError, match="PubMed was asked 3 times in this run"):
            often.ask("x", {}, body)
        time.now = 7_201
        with pytest.raises(SourceError, match="PubMed took more than 7,200 seconds in this run"):
            long.ask("x", {}, body)
    assert len(server.requests) == 3


@pytest.mark.parametrize("place", ["http://other.example/x?api_key=s3cr3t-key", "https://other.example/x", "ftp://x/"])
def test_a_redirect_to_another_host_is_refused_at_once_naming_both(place: str) -> None:
    with form_server(in_turn(Reply("", 302, {"Location": place}))) as server:
        with pytest.raises(
            SourceError, match=r"PubMed redirects from http://127\.0\.0\.1:\d+ to (http|ftp)"
        ) as refused:
            source(server, Time()).ask("x", {}, body)
        assert KEY not in str(refused.value) and len(server.requests) == 1


def test_a_redirect_on_the_same_host_is_followed() -> None:
    def answer(name: str, form: dict[str, str]) -> Reply | str:
        return "there" if name == "y" else Reply("", 302, {"Location": "/y"})

    with form_server(answer) as server:
        assert source(server, Time()).ask("x", {}, body) == b"there"


def test_https_never_becomes_http() -> None:
    session = Session(max_seconds=1)
    sent_on = Response()
    sent_on.status_code, sent_on.url = 301, "https://pubmed.example/x"
    sent_on.headers["Location"] = "https://pubmed.example/y"
    assert session.get_redirect_target(sent_on) == "https://pubmed.example/y"
    sent_on.headers["Location"] = "http://pubmed.example/y"
    with pytest.raises(RefusedAnswerError, match=r"from https://pubmed\.example to http://pubmed\.example"):
        session.get_redirect_target(sent_on)


def test_an_answer_that_is_too_large_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signals.literature.client.MAX_BODY_BYTES", 100_000)
    with (
        form_server(lambda name, form: "a" * 200_000) as server,
        pytest.raises(SourceError, match="PubMed sent more than 100,000 bytes in one answer"),
    ):
        source(server, Time()).ask("x", {}, body)
