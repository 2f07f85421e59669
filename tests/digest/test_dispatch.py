"""The folder of digests: what was sent last decides what changed, whatever was published in between."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import duckdb
import pytest

from signals.database import PUBLISHED_NAME
from signals.digest.dispatch import Digest, last_sent_runs, prune_digests, read_digest, send_digest, write_digest
from signals.digest.message import queries_text
from signals.digest.options import Failures
from signals.errors import OutsideError
from signals.mail.delivery import Retry
from signals.mail.server import MailServer
from tests.digest.weeks import EARLIER, IMATINIB, NILOTINIB, RUN, STANDARD_WEEK, Week, part, publish_week
from tests.mail.loopback import Behaviour, Loopback, make_authority

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANN, BOB = "ann@example.org", "bob@example.org"
RISEN = replace(IMATINIB, a=20, ic_lower=2.6)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loopback, MailServer]]:
    authority = make_authority(tmp_path_factory.mktemp("authority"))
    with Loopback(Behaviour(), security="starttls", context=authority.server_context) as loopback:
        yield loopback, MailServer("localhost", loopback.port, ca_file=authority.ca_file)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Digest]:
    """Publish a week in the data directory and write its digest."""

    def written(week: Week, as_of: datetime = MONDAY, refused: tuple[str, ...] = ()) -> Digest:
        publish_week(tmp_path / "nibwatch.duckdb", week)
        return write_digest(
            tmp_path / "nibwatch.duckdb",
            tmp_path,
            sender="n@example.org",
            recipients=[ANN, BOB],
            as_of=as_of,
            failures=Failures(refused),
        )

    return written


@pytest.fixture
def send(tmp_path: Path, server: tuple[Loopback, MailServer]) -> Callable[..., list[str]]:
    """Send a digest; who was sent it now."""

    def sent(digest: Digest, *recipients: str) -> list[str]:
        delivery = send_digest(
            digest,
            tmp_path,
            sender="n@example.org",
            recipients=recipients or (ANN, BOB),
            server=server[1],
            retry=Retry(attempts=1),
        )
        return list(delivery.sent)

    return sent


def run(number: int) -> list[object]:
    return [f"run-{number}", *RUN[1:]]


def week(number: int, *, before: dict[int, list[object]] | None = None, **content: object) -> Week:
    return Week(run=run(number), **content)


def test_changes_are_reported_against_the_digest_sent_last_not_the_publication_before(
    write: Callable[..., Digest], send: Callable[..., list[str]], tmp_path: Path
) -> None:
    """run-1 is sent; run-2, in which imatinib has risen, is not; the digest of run-3 still tells of the rise."""
    send(write(Week(run=["run-1", *EARLIER[1:]], watch=[IMATINIB]), MONDAY - timedelta(days=14)))
    publish_week(tmp_path / "nibwatch.duckdb", Week(run=run(3), watch=[RISEN], before=[IMATINIB]))
    with duckdb.connect(str(tmp_path / "nibwatch.duckdb")) as connection:  # what run-2 said is in history as well
        connection.execute("INSERT INTO history.watch SELECT 'run-2', * FROM signals.watch")
        connection.execute(
            "INSERT INTO meta.run SELECT * REPLACE ('run-2' AS run_id, TIMESTAMP '2026-11-20' AS published_at) FROM meta.run WHERE run_id = 'run-1'"
        )
    digest = write_digest(
        tmp_path / "nibwatch.duckdb", tmp_path, sender="n@example.org", recipients=[ANN], as_of=MONDAY
    )
    assert "Since the digest of" in digest.text and "1 grew" in digest.text
    assert "WHERE run_id = 'run-1'" in queries_text(read_digest(digest.path))


def test_the_same_digest_written_again_is_the_same_file_and_is_sent_once(
    write: Callable[..., Digest], send: Callable[..., list[str]]
) -> None:
    first = write(Week())
    bytes_sent = first.path.read_bytes()
    assert send(first, ANN) == [ANN]
    again = write(Week(watch=[NILOTINIB]), MONDAY + timedelta(days=2))
    assert (again.is_out, again.path.read_bytes()) == (True, bytes_sent)
    assert send(again, ANN, BOB) == [BOB]


def test_a_digest_sent_to_one_reader_is_no_reference_for_another(
    write: Callable[..., Digest], send: Callable[..., list[str]]
) -> None:
    send(write(Week()), ANN)
    write(Week()).path.unlink()
    assert "Nothing changed" not in write(Week()).text


def test_a_week_in_which_nothing_changed_is_three_lines(write: Callable[..., Digest], send: Callable[..., list[str]]) -> None:  # fmt: skip
    send(write(Week()))
    quiet = write(Week(), MONDAY + timedelta(days=7))
    lines = quiet.text.strip().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("FAERS to 2026Q2; 5 quarters, 1,234 counted cases")
    assert lines[1].startswith("Nothing changed since the digest of") and "1 of 3 watched drugs" in lines[1]
    assert lines[2].startswith("Nothing to do. The pages show each drug, so does `nibwatch watch`;")
    assert (
        quiet.subject
        == "nibwatch 2026-W49, tki_demyelination: 1 disproportionate of 3 drugs, nothing changed, FAERS to 2026Q2"
    )


def test_the_html_of_a_quiet_week_is_three_lines_too(write: Callable[..., Digest], send: Callable[..., list[str]]) -> None:  # fmt: skip
    send(write(Week()))
    quiet = write(Week(), MONDAY + timedelta(days=7))
    message = message_from_bytes(quiet.path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert part(message, "html").count("<p") == 3


def test_a_quarter_refused_since_then_is_news_and_one_still_refused_is_not(
    write: Callable[..., Digest], send: Callable[..., list[str]]
) -> None:
    send(write(Week()))
    refused = ("2020Q3: the zip holds no REAC file", "2021Q1: Set aside by `nibwatch ingest --drop 2021q1`.")
    loud = write(Week(), MONDAY + timedelta(days=7), refused)
    assert "2020Q3 could not be taken" in loud.text
    send(loud)
    quiet = write(Week(), MONDAY + timedelta(days=14), refused)
    assert len(quiet.text.strip().splitlines()) == 3 and "still refused: 2020Q3" in quiet.text
    assert "; still set aside by hand: 2021Q1." in quiet.text


def test_a_new_publication_without_a_changed_pair_names_its_new_quarter(
    write: Callable[..., Digest], send: Callable[..., list[str]]
) -> None:
    send(write(Week(run=["run-1", *EARLIER[1:]]), MONDAY - timedelta(days=7)))
    digest = write(Week(before=STANDARD_WEEK))
    assert "quarters added: 2026Q2" in " ".join(digest.text.split())
    assert "no drug is new, grew or fell for new central demyelination (cns_onset)." in " ".join(digest.text.split())


def test_a_changed_protocol_stands_before_the_first_number_it_may_have_moved(
    write: Callable[..., Digest], send: Callable[..., list[str]]
) -> None:
    send(write(Week(run=["run-1", *EARLIER[1:]]), MONDAY - timedelta(days=7)))
    edited = [*RUN[:9], "edited", *RUN[10:]]
    text = write(Week(run=edited, before=[NILOTINIB])).text
    assert "Protocol: since the digest of" in text
    assert text.index("Protocol:") < text.index("of 3 watched drugs")


def test_history_without_the_publication_sent_last_is_stated(write: Callable[..., Digest], send: Callable[..., list[str]]) -> None:  # fmt: skip
    send(write(Week(run=["run-0", *EARLIER[1:]]), MONDAY - timedelta(days=7)))
    text = " ".join(write(Week(before=STANDARD_WEEK)).text.split())
    assert "was about run run-0, which the published file's history does not hold" in text


def test_the_run_sent_last_is_the_one_that_history_keeps(write: Callable[..., Digest], send: Callable[..., list[str]], tmp_path: Path) -> None:  # fmt: skip
    assert last_sent_runs(tmp_path) == {}
    send(write(Week()))
    write(Week(run=run(3)), MONDAY + timedelta(days=7))
    assert last_sent_runs(tmp_path) == {"tki_demyelination": "run-2"}


def test_only_the_newest_digests_are_kept_where_that_is_asked(write: Callable[..., Digest], tmp_path: Path) -> None:
    last = [write(Week(), MONDAY + timedelta(days=7 * number)) for number in range(4)][-1]
    assert prune_digests(tmp_path / PUBLISHED_NAME, last, keep=0) == 0
    assert prune_digests(tmp_path / PUBLISHED_NAME, last, keep=2) == 2
    assert [path.name[27:35] for path in sorted((tmp_path / "digests").glob("*.eml"))] == ["2026-W50", "2026-W51"]


def test_the_digest_just_written_is_kept_after_one_whose_clock_was_a_year_ahead(write: Callable[..., Digest], tmp_path: Path) -> None:  # fmt: skip
    ahead = write(Week(), MONDAY + timedelta(days=365))
    os.utime(ahead.path, (4e9, 4e9))
    now = write(Week(run=run(3)), MONDAY)
    unfinished = now.path.with_name(f"{ahead.path.name}.123.tmp")
    unfinished.touch()
    prune_digests(tmp_path / PUBLISHED_NAME, now, keep=1)
    assert [path for path in (tmp_path / "digests").iterdir() if path.is_file()] == [now.path]


def test_a_lost_basis_is_reported_in_a_sentence(write: Callable[..., Digest], send: Callable[..., list[str]], tmp_path: Path) -> None:  # fmt: skip
    send(write(Week()))
    for path in (tmp_path / "digests" / "basis").iterdir():
        path.unlink()
    with pytest.raises(OutsideError, match="cannot be read"):
        write(Week(), MONDAY + timedelta(days=7))
