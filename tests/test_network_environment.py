"""Proxies and certificates of the environment: this machine is asked directly, and what is wrong is named."""

import os
from pathlib import Path

import pytest

from signals import network_environment
from signals.answers import doctor
from signals.demo.loopback import form_server
from signals.literature.client import Answer, Source, SourceError
from signals.prefect_server import _required_variables

OUTSIDE = "http://pubmed.example"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper() in NAMES]:
        monkeypatch.delenv(name)


def fetched(address: str) -> bytes:
    source = Source("PubMed", address, requests_per_second=9, sleep=lambda seconds: None)

    def body(answer: Answer) -> bytes:
        return answer.body

    return source.ask("x", {"api_key": "s3cret"}, body)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense://"])
def test_this_machine_is_asked_without_any_proxy(monkeypatch: pytest.MonkeyPatch, name: str, proxy: str) -> None:
    monkeypatch.setenv(name, proxy)
    with form_server(lambda name, form: "fine") as server:
        assert fetched(server.address) == b"fine"
        assert fetched(server.address.replace("127.0.0.1", "localhost")) == b"fine"


def test_the_outside_is_asked_through_the_proxy_unless_no_proxy_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with form_server(lambda name, form: "from the proxy") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        assert fetched(OUTSIDE) == b"from the proxy"
        monkeypatch.setenv("NO_PROXY", "pubmed.example")
        with pytest.raises(SourceError, match="did not answer"):
            fetched(OUTSIDE)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALL_PROXY", "socks5://ann:s3cret@127.0.0.1:9", "ALL_PROXY names a SOCKS proxy, .* PySocks: install it"),
        ("HTTP_PROXY", "http://ann:s3cret@host:port", "HTTP_PROXY is no proxy's address such as"),
        ("HTTP_PROXY", "gopher://ann:s3cret@host", "HTTP_PROXY is no proxy's address such as"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_named_without_what_it_holds(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SourceError, match=f"PubMed was not asked: {said}") as raised:
        fetched(OUTSIDE)
    found = doctor.check_network_environment()
    assert found.state == "WRONG" and said.split()[0] in found.sentence
    assert "s3cret" not in str(raised.value) + found.sentence


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_used_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str | None
) -> None:
    path = tmp_path / "stale.pem"
    if content:
        path.write_text(content)
    monkeypatch.setenv(name, str(path))
    found = doctor.check_network_environment()
    assert found.state == "WRONG" and f"{name} names {path}, which cannot be used" in found.sentence
    if name != "SSL_CERT_FILE":  # requests does not read it
        with pytest.raises(SourceError, match=f"PubMed was not asked: {name} names"):
            fetched("https://pubmed.example")


def test_doctor_shows_the_variables_without_a_password() -> None:
    environment = {"https_proxy": "http://ann:s3cret@proxy:3128", "NO_PROXY": "localhost"}
    assert network_environment.problems(environment) == []
    said = network_environment.describe(environment)
    assert "https_proxy http://proxy:3128, NO_PROXY localhost" in said and "s3cret" not in said


def test_prefects_own_client_asks_this_machine_directly() -> None:
    wanted = _required_variables("INFO", {"NO_PROXY": "intern.example"}, "http://127.0.0.1:4200/api")
    assert wanted["NO_PROXY"] == wanted["no_proxy"] == "intern.example,localhost,127.0.0.1,::1,127.0.0.1"
    assert "NO_PROXY" not in _required_variables("INFO", {}, "https://prefect.example.org/api")
