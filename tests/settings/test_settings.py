"""Settings from the environment and one TOML file: which wins, and every mistake said in a sentence."""

import tomllib
from pathlib import Path

import pytest

from signals import settings as settings_module
from signals.answers import doctor
from signals.cli import answer
from signals.errors import RequestError
from signals.mail.address import addresses
from signals.settings import CHECKOUT, Settings, origins, settings, use_data_dir


def write(folder: Path, text: str) -> Path:
    path = folder / "nibwatch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_count(tmp_path: Path) -> None:
    assert settings().source == "https://fis.fda.gov/content/Exports"
    assert settings().data_dir == tmp_path
    assert origins() == {"data_dir": "NIBWATCH_DATA_DIR"}


def test_the_file_in_the_data_directory_counts_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, 'threads = 3\nsource = "/zips"\nmail_to = ["a@example.org", "B <b@example.org>"]\n')
    monkeypatch.setenv("NIBWATCH_SOURCE", "/others")
    assert (settings().threads, settings().source) == (3, "/others")
    assert settings().mail_to == ("a@example.org", "B <b@example.org>")
    assert (origins()["threads"], origins()["source"]) == (str(path), "NIBWATCH_SOURCE")


def test_a_file_named_in_the_environment_takes_the_place_of_the_one_in_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "threads = 3")
    (tmp_path / "ca.pem").touch()
    other = tmp_path / "other.toml"
    other.write_text("threads = 5\nsmtp_ca_file = 'ca.pem'")
    monkeypatch.setenv("NIBWATCH_SETTINGS", str(other))
    assert settings().threads == 5
    assert settings().smtp_ca_file == tmp_path / "ca.pem"


def test_a_data_directory_given_later_brings_its_own_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other, "threads = 7")
    assert settings().threads != 7
    assert use_data_dir(other) == other
    assert settings().threads == 7


def test_addresses_in_one_line_are_split_at_the_commas_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_MAIL_TO", 'ann@example.org, "Bee, Bob" <bob@example.org>,')
    assert settings().mail_to == ("ann@example.org", '"Bee, Bob" <bob@example.org>')


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_SMTP_HOST", "")
    assert settings().smtp_host is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_how_the_connection_is_secured(security: str, port: int) -> None:
    assert Settings(smtp_security=security).smtp_port_in_use == port


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("NIBWATCH_THREADS", "many", "NIBWATCH_THREADS: expected a whole number of at least 1, found 'many'"),
        ("NIBWATCH_THREAD", "2", "no setting NIBWATCH_THREAD .*did you mean NIBWATCH_THREADS"),
        ("NIBWATCH_MEMORY_LIMIT", "lots", "NIBWATCH_MEMORY_LIMIT: expected a size such as"),
        ("NIBWATCH_TIMEZONE", "Berlin", "NIBWATCH_TIMEZONE: expected the name of an IANA time zone .*found 'Berlin'"),
        ("NIBWATCH_SMTP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
        ("NIBWATCH_REPORT_URL", "javascript:alert(1)", "NIBWATCH_REPORT_URL: expected a URL"),
        ("NIBWATCH_REPORT_URL", "ftp://ann:s3cret@host", r"found \*\*\*\*"),
        ("NIBWATCH_MAIL_TO", "a@example.org\nBcc: x@example.org", "on one line"),
        (
            "NIBWATCH_MAIL_TO",
            "ann@example.org, bob",
            "expected mail addresses such as .*, found 'ann@example.org, bob'",
        ),
        ("NIBWATCH_MAIL_TO", "a@example.org;b@example.org", "addresses such as name@example.org, separated by commas"),
        ("NIBWATCH_MAIL_TO", "a@example.org b@example.org", "separated by commas"),
        ("NIBWATCH_MAIL_FAILURES_TO", "ops", "NIBWATCH_MAIL_FAILURES_TO: expected mail addresses"),
        ("NIBWATCH_MAIL_FROM", "nibwatch", "NIBWATCH_MAIL_FROM: expected a mail address"),
        ("NIBWATCH_LITERATURE_EMAIL", "me", "NIBWATCH_LITERATURE_EMAIL: expected a mail address"),
        ("NIBWATCH_SMTP_HOST", "mail.example.org:25", "NIBWATCH_SMTP_HOST: expected a host's name or address alone"),
        ("NIBWATCH_SMTP_HOST", "smtp://n:s3cret@mail.example.org", "NIBWATCH_SMTP_HOST: expected a host's name"),
        ("NIBWATCH_SMTP_PORT", "70000", "a port from 1 to 65535"),
        ("NIBWATCH_PUBMED_URL", "eutils.ncbi.nlm.nih.gov", "NIBWATCH_PUBMED_URL: expected a URL such as https"),
        ("NIBWATCH_TRIALS_URL", "https://host:port/v2", "NIBWATCH_TRIALS_URL: expected a URL such as https"),
        (
            "NIBWATCH_SMTP_CA_FILE",
            "/no/such/ca.pem",
            "expected the path of a file that is there, found '/no/such/ca.pem'",
        ),
        ("NIBWATCH_DRUG_DICTIONARY", "/no/such/diana.csv", "NIBWATCH_DRUG_DICTIONARY: expected the path of a file"),
        ("NIBWATCH_SETTINGS", "/no/such/file.toml", "no such file"),
        ("NIBWATCH_SMTP_PASSWORD", "s3cret", "smtp_password needs smtp_user"),
    ],
)
def test_a_wrong_variable_is_reported_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(RequestError, match=said) as raised:
        settings()
    assert "s3cret" not in str(raised.value)


NO_ADDRESSES = [
    *("a b@c.org", "x@y", "<a@b.org", "a@b.org>", "a@b.org<", "A <a@b.org", "A a@b.org>", "A <<a@b.org>>", "A a@b.org"),
    *('"a@b"@c.org', '"a b"@c.org', '"a@b"@c', "a@b@c.org", "a@b.org.", "a.@b.org", ".a@b.org", "a..b@c.org", "@b.org"),
    *("a@b..org", "a@-b.org", "a@b-.org", "a@b.org c", "a @b.org", "a@ b.org", "ä@b.org", "a@bä.org", "a@b.org\u202e"),
    *("(c) a@b.org", "a@b.org (c)", "a@[127.0.0.1]", "a@127.0.0.1", "<@x.org:a@b.org>", "A <a@b.org> <c@d.org>"),
    *('"A" "B" <a@b.org>', '"A <a@b.org>', "A: a@b.org;", "mailto:a@b.org", "a@b.org\t", f"{'a' * 320}@b.org"),
]


@pytest.mark.parametrize("value", NO_ADDRESSES)
@pytest.mark.parametrize("name", ["MAIL_TO", "MAIL_FROM"])
def test_what_is_not_exactly_a_mail_address_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"NIBWATCH_{name}", value)
    with pytest.raises(RequestError, match=rf"NIBWATCH_{name}: expected (a )?mail address(es)? such as"):
        settings()


@pytest.mark.parametrize(
    ("value", "name", "spec"),
    [
        ("ann@example.org", "", "ann@example.org"),
        (" a.b+c'd_e-f@mail.example.co.uk ", "", "a.b+c'd_e-f@mail.example.co.uk"),
        ("nibwatch@localhost", "", "nibwatch@localhost"),
        ("<ann@example.org>", "", "ann@example.org"),
        ("Dr. Ann O'Bee <ann@example.org>", "Dr. Ann O'Bee", "ann@example.org"),
        ('"Bee, \\"Bob\\" @ home" <bob@example.org>', 'Bee, "Bob" @ home', "bob@example.org"),
        ("Jörg<joerg@xn--bcher-kva.example>", "Jörg", "joerg@xn--bcher-kva.example"),
    ],
)
def test_a_mail_address_is_read_as_it_is_written(
    monkeypatch: pytest.MonkeyPatch, value: str, name: str, spec: str
) -> None:
    monkeypatch.setenv("NIBWATCH_MAIL_TO", f"{value},other@example.org")
    first, _ = addresses(settings().mail_to, "NIBWATCH_MAIL_TO")
    assert (first.display_name, first.addr_spec) == (name, spec)


@pytest.mark.parametrize("name", ["LAKE", "REPORT_TO"])
def test_a_place_says_with_a_query_where_its_object_store_is(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place = "s3://bucket/x?endpoint_override=127.0.0.1:9000&scheme=http"
    monkeypatch.setenv(f"NIBWATCH_{name}", place)
    assert getattr(settings(), name.lower()) == place


@pytest.mark.parametrize("value", ["https://example.org/x", "http://[::1]:8080", "/zips", "zips@home", "file:///zips"])
def test_a_source_is_a_folder_or_a_plain_url(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("NIBWATCH_SOURCE", value)
    assert settings().source == value


@pytest.mark.parametrize(("text", "mode", "is_exposed"), [
    ("smtp_password = 's3cret'", 0o644, True), ("ncbi_api_key = 's3cret'", 0o640, True),
    ("smtp_password = 's3cret'", 0o600, False), ("threads = 2", 0o644, False),
])  # fmt: skip
def test_a_file_with_a_secret_that_others_may_read_is_warned_of(
    tmp_path: Path, text: str, mode: int, is_exposed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, text).chmod(mode)
    settings_module.warn_of_exposed_secrets.cache_clear()
    for _ in range(2):
        settings_module.warn_of_exposed_secrets()
    assert caplog.text.count("others than its owner may read it: run `chmod 600") == is_exposed
    assert doctor.check_settings_file(tmp_path / "nibwatch.toml").state == ("note" if is_exposed else "ok")
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("threds = 2", "no setting threds .*nibwatch.toml.*did you mean threads"),
        ("threads = 'two'", "threads in .*nibwatch.toml: expected .*found 'two'"),
        ("threads = = 2", "is not valid TOML"),
        ("[smtp]\nhost = 'x'", "no setting smtp "),
        ("data_dir = '/else'", "lies in the data directory"),
        ("smtp_password = 'a'\nsmtp_password_block = 'b'\nsmtp_user = 'n'", "not both"),
        ("smtp_security = 'none'\nsmtp_user = 'n'", "never goes in the clear"),
        ("smtp_password = 5\nsmtp_user = 'n'", r"\*\*\*\*\*\*\*\*"),
    ],
)
def test_a_wrong_file_is_reported_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    with pytest.raises(RequestError, match=said):
        settings()


def test_a_password_is_not_in_what_the_settings_print_of_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_SMTP_USER", "n")
    monkeypatch.setenv("NIBWATCH_SMTP_PASSWORD", "s3cret")
    assert "s3cret" not in repr(settings()) + str(settings())


def test_every_setting_says_what_it_means() -> None:
    meanings = tomllib.loads((CHECKOUT / "signals" / "settings.toml").read_text(encoding="utf-8"))
    assert list(meanings) == list(Settings.model_fields)
    assert all(meanings.values())


@pytest.mark.parametrize(
    ("by_option", "by_variable", "origin"),
    [(True, False, "--data-dir"), (False, True, "NIBWATCH_DATA_DIR"), (True, True, "--data-dir")],
)
def test_settings_name_where_the_data_directory_was_set(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    by_option: bool,
    by_variable: bool,
    origin: str,
) -> None:
    monkeypatch.setenv("NIBWATCH_DATA_DIR", "")
    if by_variable:
        monkeypatch.setenv("NIBWATCH_DATA_DIR", str(tmp_path))
    answer(["settings", *(["--data-dir", str(tmp_path)] if by_option else [])])
    row = capsys.readouterr().out.partition("\ndata_dir")[2].partition("\nlake ")[0]
    assert "".join(row.split()) == f"{origin}{tmp_path}"
