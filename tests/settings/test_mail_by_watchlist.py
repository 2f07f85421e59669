"""Who gets the digest of which watchlist."""

from pathlib import Path

import pytest

from signals.errors import RequestError
from signals.mail.recipients import require_known_topics
from signals.settings import settings, use_data_dir

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


@pytest.fixture(autouse=True)
def two_watchlists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_WATCHLISTS", "tki_demyelination, my/own.toml")
    monkeypatch.setenv("NIBWATCH_MAIL_TO", ANN)
    settings.cache_clear()


def test_a_watchlist_has_its_own_readers_and_the_others_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", f"own: {BOB}, {CAT}")
    assert settings().recipients("own") == (BOB, CAT)
    assert settings().recipients("tki_demyelination") == (ANN,)
    assert settings().readers == (ANN, BOB, CAT)


def test_the_settings_file_has_a_table_of_lists(tmp_path: Path) -> None:
    (tmp_path / "nibwatch.toml").write_text(f'[mail_to_by_watchlist]\nown = ["{CAT}"]\n')
    use_data_dir(tmp_path)
    assert settings().recipients("own") == (CAT,)


@pytest.mark.parametrize(
    ("value", "said"), [(BOB, "expected watchlists with their addresses"), ("own: bob", "expected mail addresses")]
)
def test_what_is_no_reader_of_a_watchlist_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", value)
    with pytest.raises(RequestError, match=said):
        settings()


def test_readers_of_a_watchlist_that_is_neither_published_nor_in_use_are_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", f"own: {BOB}; tki_demyelinatoin: {CAT}")
    with pytest.raises(RequestError, match=r"did you mean tki_demyelination\?.*settings \(tki_demyelination, own\)"):
        require_known_topics(settings(), ())


def test_a_watchlist_of_the_command_line_or_of_the_published_file_has_its_readers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NIBWATCH_MAIL_TO_BY_WATCHLIST", f"fluoroquinolone_tendon: {CAT}")
    require_known_topics(settings(), ["fluoroquinolone_tendon"])
    assert settings().recipients("fluoroquinolone_tendon") == (CAT,)
