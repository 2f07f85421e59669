"""A URL that holds a secret is refused, and what is said of it does not repeat it."""

import pytest

from signals.errors import RequestError
from signals.settings import settings

URLS = (
    "SOURCE",
    "PUBMED_URL",
    "TRIALS_URL",
    "LABELS_URL",
    "EUROPEPMC_URL",
    "REPORT_URL",
    "DASK_ADDRESS",
    "LAKE",
    "SMTP_HOST",
)


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "value",
    [
        *("{}://ann:s3cret@example.org/x", "{}://s3cret@example.org/x", "{}://example.org/x?token=s3cret"),
        *("{}://example.org/x?s3cret", "{}://example.org/x#key=s3cret", "{}://example.org/x;password=s3cret"),
        *("{}://example.org/token=s3cret/x", "{}://ann:s3cr/et@example.org", " {}://ann:s3cret@example.org"),
        *("{}:ann:s3cret@example.org", "ann:s3cret@example.org", "{}://example.org:s3cret/x"),
    ],
)
def test_a_url_that_holds_a_secret_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    scheme = {"LAKE": "s3", "DASK_ADDRESS": "tcp"}.get(name, "https")
    monkeypatch.setenv(f"NIBWATCH_{name}", value.format(scheme))
    with pytest.raises(RequestError) as raised:
        settings()
    assert "s3cr" not in str(raised.value)


@pytest.mark.parametrize("name", ["THREADS", "TIMEZONE", "MAIL_FROM", "MAIL_TO", "SMTP_CA_FILE", "TEMP_DIR"])
def test_a_url_with_a_secret_is_not_repeated_where_none_belongs_either(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"NIBWATCH_{name}", "https://ann:s3cret@example.org/x")
    with pytest.raises(RequestError, match=rf"NIBWATCH_{name}: .*\*{{8}}") as raised:
        settings()
    assert "s3cr" not in str(raised.value)


@pytest.mark.parametrize("value", ["https://ann:s3cret@example.org", "https://example.org/?token=s3cret"])
@pytest.mark.parametrize("name", ["WATCHLIST", "LITERATURE_TOOL", "DATA_DIR", "SMTP_USER"])
def test_a_url_with_a_secret_is_refused_where_any_text_may_stand(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"NIBWATCH_{name}", value)
    with pytest.raises(RequestError, match=rf"NIBWATCH_{name}: expected .*found \*{{8}}") as raised:
        settings()
    assert "s3cr" not in str(raised.value)
