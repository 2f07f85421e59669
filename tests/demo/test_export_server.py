"""The loopback server answers as FDA's does."""

from pathlib import Path

import pytest
import requests

from signals.demo.export_server import AnsweredRequest, Behaviour, serve_exports

NAME = "faers_ascii_2023q1.zip"
BODY = bytes(range(256)) * 400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / NAME).write_bytes(BODY)
    (exports / "notes.txt").write_text("not a zip")
    (tmp_path / "secret.zip").write_bytes(b"secret")
    return exports


def get(url: str, **headers: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, headers={"Accept-Encoding": "identity"} | headers, timeout=5)


def test_a_whole_zip_comes_with_its_size_and_validators(folder: Path) -> None:
    with serve_exports(folder) as url:
        response = get(f"{url}/{NAME}")
    assert (response.status_code, response.content) == (200, BODY)
    assert response.headers["Content-Length"] == str(len(BODY))
    assert response.headers["ETag"]
    assert response.headers["Last-Modified"].endswith("GMT")


def test_a_range_is_answered_with_that_part(folder: Path) -> None:
    with serve_exports(folder) as url:
        response = get(f"{url}/{NAME}", Range="bytes=10-19")
    assert (response.status_code, response.content) == (206, BODY[10:20])
    assert response.headers["Content-Range"] == f"bytes 10-19/{len(BODY)}"


def test_a_range_past_the_end_cannot_be_satisfied(folder: Path) -> None:
    with serve_exports(folder) as url:
        response = get(f"{url}/{NAME}", Range=f"bytes={len(BODY)}-")
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(BODY)}"


def test_if_range_of_other_bytes_gets_the_whole(folder: Path) -> None:
    with serve_exports(folder) as url:
        response = get(f"{url}/{NAME}", **{"Range": "bytes=10-", "If-Range": '"another"'})
    assert (response.status_code, response.content) == (200, BODY)


def test_head_says_no_size(folder: Path) -> None:
    with serve_exports(folder) as url, requests.Session() as session:
        session.trust_env = False
        response = session.head(f"{url}/{NAME}", timeout=5)
    assert response.status_code == 200
    assert "Content-Length" not in response.headers


@pytest.mark.parametrize(("missing", "status"), [("not found", 404), ("server error", 500), ("page", 200)])
def test_a_missing_quarter_gets_each_of_fdas_answers(folder: Path, missing: str, status: int) -> None:
    with serve_exports(folder, behaviour=Behaviour(missing=missing)) as url:
        response = get(f"{url}/faers_ascii_2030q1.zip")
    assert response.status_code == status
    assert response.content.startswith(b"<!DOCTYPE html>")


def test_both_spellings_of_q_work_unless_told_otherwise(folder: Path) -> None:
    with serve_exports(folder) as url:
        assert get(f"{url}/{NAME.replace('q1', 'Q1')}").status_code == 200
    with serve_exports(folder, behaviour=Behaviour(knows_any_case=False)) as url:
        assert get(f"{url}/{NAME.replace('q1', 'Q1')}").status_code == 500


@pytest.mark.parametrize(
    "name", ["notes.txt", "../secret.zip", "..%2fsecret.zip", "%2e%2e/secret.zip", "", ".", "sub/x.zip"]
)
def test_nothing_but_zips_of_the_folder_is_served(folder: Path, name: str) -> None:
    with serve_exports(folder) as url:
        request = requests.Request("GET", url).prepare()
        request.url = f"{url}/{name}"  # set as it is: requests would tidy the dots away
        with requests.Session() as session:
            response = session.send(request, timeout=5, proxies={"http": ""})
    assert response.status_code == 500


def test_a_range_that_accepts_gzip_is_never_answered(folder: Path) -> None:
    with serve_exports(folder) as url, pytest.raises(requests.ReadTimeout), requests.Session() as session:
        session.trust_env = False
        headers = {"Accept-Encoding": "gzip", "Range": "bytes=0-3"}
        session.get(f"{url}/{NAME}", headers=headers, timeout=(5, 0.2))


def test_it_is_unavailable_as_often_as_told(folder: Path) -> None:
    behaviour = Behaviour(unavailable=2, unavailable_status=429, retry_after="7")
    with serve_exports(folder, behaviour=behaviour) as url:
        answers = [get(f"{url}/{NAME}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert [answer.headers.get("Retry-After") for answer in answers] == ["7", "7", None]


def test_a_body_is_cut_as_often_as_told(folder: Path) -> None:
    with serve_exports(folder, behaviour=Behaviour(cut_after=1000)) as url:
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get(f"{url}/{NAME}")
        assert get(f"{url}/{NAME}").content == BODY


def test_what_is_asked_can_be_watched(folder: Path) -> None:
    seen: list[AnsweredRequest] = []
    with serve_exports(folder, watch=seen.append) as url:
        get(f"{url}/{NAME}", Range="bytes=0-3")
    assert [(request.name, request.status, request.headers["Range"]) for request in seen] == [(NAME, 206, "bytes=0-3")]
