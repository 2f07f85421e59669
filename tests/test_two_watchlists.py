"""Two watchlists in one publication: each is what it would be alone, and each has a digest, pages and readers of its own."""

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

import signals.pipeline.digest as digest_module
from signals.answers.watch import all_drugs, drug_in_short, whole_drug
from signals.database import open_read_only
from signals.digest.dispatch import last_sent_runs, send_digest, write_digest
from signals.digest.message import compose, plain_text, queries_text
from signals.digest.options import DigestOptions
from signals.errors import OutsideError, RequestError
from signals.mail.delivery import Delivery
from signals.mail.server import MailServer
from signals.pages.folder import read_folder
from signals.pages.site import write_report
from signals.pipeline.detect import detect, dropped_watchlists
from signals.pipeline.runner import LocalRunner, step
from signals.pipeline.weekly import weekly
from signals.published import watchlist_named
from signals.settings import settings
from signals.vocabulary.watchlist import load_watchlists
from tests.mail.loopback import Behaviour, Loopback, make_authority
from tests.publications import FEW_DRUGS, FEW_NERVES, OF_THE_RUN, Publication, publish
from tests.session_cache import made_once

MAIN, OTHER = (Path(path).stem for path in (FEW_DRUGS, FEW_NERVES))
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANN, BOB = "ann@example.org", "bob@example.org"
OF_ALL = {"faers.ingredient", "faers.event", "meta.run", "history.watchlist"}
"""Tables that say something of all watchlists at once."""


@pytest.fixture(scope="session")
def published_together(few_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The quarters of few_publication, published for two watchlists; only to be read or copied."""
    return made_once(
        tmp_path_factory, "both-watchlists", lambda home: _published(few_publication, home, FEW_DRUGS, FEW_NERVES)
    )


@pytest.fixture(scope="session")
def published_alone(few_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Publication]:
    """The same quarters, published for each of them alone."""
    other = made_once(tmp_path_factory, "other-watchlist", lambda home: _published(few_publication, home, FEW_NERVES))
    return {MAIN: few_publication, OTHER: other}


def _published(loaded: Publication, home: Path, *watchlists: str) -> Publication:
    publication = loaded.copied_to(home)
    publication.path.unlink()
    assert publish(home, *watchlists)
    return publication


@pytest.mark.parametrize("watchlist", [MAIN, OTHER])
def test_every_table_holds_of_a_watchlist_what_a_publication_of_it_alone_holds(
    published_together: Publication, published_alone: dict[str, Publication], watchlist: str
) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published_together.path}' AS several (READ_ONLY)")
        connection.execute(f"ATTACH '{published_alone[watchlist].path}' AS alone (READ_ONLY)")
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
            " WHERE database_name = 'several' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        differing = {
            table: _differences(connection, table, columns, watchlist)
            for table, columns in tables
            if table not in OF_ALL
        }
    assert {table for table, rows in differing.items() if rows} == set()
    assert len(differing) > 60


def _differences(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], watchlist: str) -> int:
    names = ", ".join(f'"{name}"' for name in columns if name not in OF_THE_RUN)
    kept = f" WHERE watchlist = '{watchlist}'" if "watchlist" in columns else ""
    sides = [f"SELECT {names} FROM {database}.{table}{kept}" for database in ("several", "alone")]
    ((rows,),) = connection.execute(
        f"SELECT count(*) FROM (({sides[0]} EXCEPT ALL {sides[1]}) UNION ALL ({sides[1]} EXCEPT ALL {sides[0]}))"
    ).fetchall()
    return int(rows)


@pytest.mark.parametrize("watchlist", [MAIN, OTHER])
def test_the_digest_of_a_watchlist_is_that_of_a_publication_of_it_alone(
    published_together: Publication, published_alone: dict[str, Publication], watchlist: str
) -> None:
    def digest(publication: Publication) -> str:
        options = DigestOptions(as_of=MONDAY, watchlist=watchlist)
        message = compose(publication.path, sender="n@example.org", recipients=[], options=options)
        return f"{message['Subject']}\n{' '.join(plain_text(message).split())}\n{queries_text(message)}"

    assert _but_for_the_place(digest(published_together)) == _but_for_the_place(digest(published_alone[watchlist]))


@pytest.mark.parametrize("watchlist", [MAIN, OTHER])
def test_the_pages_of_a_watchlist_are_those_of_a_publication_of_it_alone(
    published_together: Publication, published_alone: dict[str, Publication], watchlist: str, tmp_path: Path
) -> None:
    write_report(published_together.path, tmp_path / "both")
    write_report(published_alone[watchlist].path, tmp_path / "alone")
    pages, single = read_folder(tmp_path / "both" / watchlist), read_folder(tmp_path / "alone")
    assert set(pages) == set(single) - {"nibwatch-report.txt"}
    assert {MAIN, OTHER, "index.html", "nibwatch-report.txt"} == {path.name for path in (tmp_path / "both").iterdir()}
    for name, page in pages.items():
        text = page.decode()
        assert text.count("all topics</a>") == 1
        assert _but_for_the_place(text) == _but_for_the_place(single[name].decode()), name
    topics = (tmp_path / "both" / "index.html").read_text()
    assert re.findall(r'<a href="(.*?)">', topics)[-2:] == [f"{MAIN}/index.html", f"{OTHER}/index.html"]


@pytest.mark.parametrize("watchlist", [MAIN, OTHER])
@pytest.mark.parametrize("show", [lambda path, name: all_drugs(path, name).text, lambda path, name: drug_in_short(path, "imatinib", name).text,
                                  lambda path, name: whole_drug(path, "imatinib", name).text])  # fmt: skip
def test_watch_says_of_a_watchlist_what_it_says_of_a_publication_of_it_alone(
    published_together: Publication,
    published_alone: dict[str, Publication],
    watchlist: str,
    show: Callable[[Path, str], str],
) -> None:
    shown = [part for part in show(published_together.path, watchlist).split("\n\n") if not part.startswith("Topic ")]
    assert _but_for_the_place("\n\n".join(shown)) == _but_for_the_place(
        show(published_alone[watchlist].path, watchlist)
    )


def _but_for_the_place(text: str) -> str:
    """A text without what says of which run and in which folder it is."""
    text = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{8}", "RUN", text)
    text = re.sub(r'<a href="[./]*index.html">all topics</a>\n', "", text)
    return re.sub(rf"\s--watchlist\s{OTHER}", "", text)


def test_watch_shows_the_main_topic_and_names_the_others(published_together: Publication) -> None:
    text = all_drugs(published_together.path).text
    assert f"Topic {MAIN}:" in text
    assert f"  nibwatch watch --watchlist {OTHER}" in text.splitlines()


def test_watch_says_nothing_twice_of_a_topic_that_is_judged_in_the_first_analysis(
    published_together: Publication,
) -> None:
    table = all_drugs(published_together.path, OTHER).text.partition("Event groups ")[2].partition("\n\nCRITERIA")[0]
    assert table.count("(analysis primary)") == 1 and "    holds in " in table and "    all: " not in table


def test_a_drug_of_another_topic_is_answered_in_that_topic(published_together: Publication) -> None:
    assert max(map(len, drug_in_short(published_together.path, "simvastatin").text.splitlines())) <= 100
    assert f"Topic {OTHER}:" in drug_in_short(published_together.path, "simvastatin").text
    assert f"Topic {MAIN}:" in drug_in_short(published_together.path, "imatinib").text
    with pytest.raises(RequestError, match=f"simvastatin is not on the watchlist {MAIN}, but on {OTHER}"):
        drug_in_short(published_together.path, "simvastatin", MAIN)
    with pytest.raises(RequestError, match=f"did you mean {OTHER}"):
        all_drugs(published_together.path, OTHER[:-1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    authority = make_authority(tmp_path_factory.mktemp("authority"))
    with Loopback(Behaviour(), security="starttls", context=authority.server_context) as loopback:
        yield MailServer("localhost", loopback.port, ca_file=authority.ca_file)


@pytest.fixture
def of_mails(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two watchlists in the settings, each with a reader."""
    monkeypatch.setenv("NIBWATCH_WATCHLISTS", f"{FEW_DRUGS},{FEW_NERVES}")
    monkeypatch.setenv("NIBWATCH_MAIL_TO", ANN)
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", f"{OTHER}: {BOB}")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_what_was_sent_of_one_watchlist_says_nothing_of_the_other(
    published_together: Publication, server: MailServer, of_mails: None, tmp_path: Path
) -> None:
    def week(number: int, watchlist: str) -> tuple[str, tuple[str, ...]]:
        moment = MONDAY + timedelta(days=7 * number)
        digest = write_digest(
            published_together.path,
            tmp_path,
            sender="n@example.org",
            recipients=[ANN],
            as_of=moment,
            watchlist=watchlist,
        )
        if number == 1 and watchlist == OTHER:
            return digest.text, ()
        delivery = send_digest(digest, tmp_path, sender="n@example.org", recipients=[ANN], server=server)
        return digest.text, delivery.sent

    assert week(0, MAIN)[1] == (ANN,)
    assert week(0, MAIN)[1] == ()
    assert len(last_sent_runs(tmp_path)) == 1
    assert "Nothing changed since the digest of" in week(1, MAIN)[0]
    assert "This is the first digest of this watchlist" in " ".join(week(1, OTHER)[0].split())
    assert week(2, OTHER)[1] == (ANN,)
    assert set(last_sent_runs(tmp_path)) == {MAIN, OTHER}


def test_a_digest_that_cannot_be_sent_keeps_no_other_back(
    published_together: Publication, of_mails: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []

    def send(written: digest_module.Digest, data_dir: Path) -> Delivery:
        if written.watchlist == MAIN:
            raise OutsideError("The mail server is down.")
        sent.append((written.watchlist, settings().recipients(written.watchlist)))
        return Delivery(sent=(BOB,))

    monkeypatch.setattr(digest_module, "send_digest", step()(send))
    home = published_together.copied_to(tmp_path / "home").home
    with pytest.raises(OutsideError, match="The mail server is down"):
        digest_module.digest(LocalRunner(), home, send=True, with_pages=False)
    assert sent == [(OTHER, (BOB,))]
    assert sorted(path.name.split("-")[1] for path in (home / "digests").glob("*.eml")) == [MAIN, OTHER]


def test_the_digest_of_one_watchlist_alone_leaves_the_other_as_it_was(
    published_together: Publication, of_mails: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []

    def send(written: digest_module.Digest, data_dir: Path) -> Delivery:
        sent.append(written.watchlist)
        return Delivery(sent=settings().recipients(written.watchlist))

    monkeypatch.setattr(digest_module, "send_digest", step()(send))
    home = published_together.copied_to(tmp_path / "home").home
    digest_module.digest(LocalRunner(), home)
    before = {path.name: path.read_bytes() for path in (home / "digests").glob("*.eml")}
    feed = (home / "report" / MAIN / "feed.atom").read_bytes()
    for path in (home / "digests").glob(f"nibwatch-{OTHER}-*.eml"):
        path.unlink()
    (written,) = digest_module.digest(LocalRunner(), home, send=True, watchlists=[OTHER])
    assert written.watchlist == OTHER and sent == [OTHER]
    assert {path.name for path in (home / "digests").glob("*.eml")} == set(before)
    assert all((home / "digests" / name).read_bytes() == mail for name, mail in before.items() if OTHER not in name)
    assert (home / "report" / MAIN / "feed.atom").read_bytes() == feed
    with pytest.raises(RequestError, match=f"did you mean {OTHER}"):
        digest_module.digest(LocalRunner(), home, watchlists=[f"{OTHER}s"])


def test_a_topic_given_on_the_command_line_has_readers_and_an_unknown_one_stops_before_a_digest_is_written(
    published_together: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = published_together.copied_to(tmp_path / "home").home
    monkeypatch.setenv("NIBWATCH_WATCHLISTS", FEW_DRUGS)
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", f"{OTHER}: {BOB}")
    assert len(digest_module.digest(LocalRunner(), home, with_pages=False)) == 2
    shutil.rmtree(home / "digests")
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", f"{OTHER}s: {BOB}")
    settings.cache_clear()
    with pytest.raises(RequestError, match=f"did you mean {OTHER}"):
        digest_module.digest(LocalRunner(), home, with_pages=False)
    with pytest.raises(RequestError, match=f"did you mean {OTHER}"):
        weekly(LocalRunner(), home, watchlists=[FEW_DRUGS, FEW_NERVES])
    assert not list(home.glob("digests/*.eml"))


def test_a_build_without_a_published_watchlist_warns_before_and_after_and_is_made(
    published_together: Publication, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = published_together.copied_to(tmp_path / "home").home
    monkeypatch.setattr(logging.getLogger("nibwatch"), "propagate", True)
    with caplog.at_level("WARNING", logger="nibwatch.detect"):
        published = LocalRunner().pipeline(detect, data_dir=home, watchlists=[FEW_DRUGS])
    assert published
    before, *_, after = [message for message in caplog.messages if OTHER in message]
    assert before.startswith(f"{OTHER} will no longer be published")
    assert f"--watchlist {MAIN} --watchlist {OTHER}" in before
    assert after.startswith(f"{OTHER} is no longer published")
    with open_read_only(published) as connection:
        kept = connection.execute("SELECT DISTINCT watchlist FROM history.watch ORDER BY ALL").fetchall()
        assert (OTHER,) in kept
        with pytest.raises(
            RequestError, match=f"{OTHER} is no longer published.*--watchlist {MAIN} --watchlist {OTHER}"
        ):
            watchlist_named(connection, OTHER)


def test_a_build_of_the_published_watchlists_says_nothing_of_one_that_goes(published_together: Publication) -> None:
    plan = SimpleNamespace(previous=published_together.path, watchlists=load_watchlists([FEW_DRUGS, FEW_NERVES]))
    assert dropped_watchlists(plan) == []
