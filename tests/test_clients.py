"""What docs/clients.md tells people to type does what it says."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

import signals
from signals.errors import RequestError
from signals.settings import CHECKOUT, settings
from tests.publications import Publication

PAGE = (CHECKOUT / "docs" / "clients.md").read_text(encoding="utf-8")
HERE = "data/nibwatch.duckdb"


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_file_is_attached_and_its_macros_used_as_the_page_says(small_publication: Publication) -> None:
    (sql,) = blocks("sql")
    with duckdb.connect() as connection:
        rows = connection.execute(sql.replace(HERE, str(small_publication.path))).fetchall()
    assert rows[0][:2] == ("imatinib", "Optic neuritis")


def test_the_lines_for_a_notebook_run(small_publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    (lines,) = blocks("python")
    monkeypatch.setenv("NIBWATCH_DATA_DIR", str(small_publication.home))
    names: dict[str, object] = {}
    exec(compile(lines, "docs/clients.md", "exec"), names)
    assert len(names["by_hand"]) == 1


def test_a_notebooks_connection_reads_and_never_writes(small_publication: Publication) -> None:
    with signals.open(str(small_publication.home)) as connection:
        assert connection.sql("SELECT count(*) FROM faers.cases").fetchall()[0][0] > 0
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("DELETE FROM faers.cases")


def test_a_notebook_is_reported_where_nothing_is_published(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="Nothing is published yet"):
        signals.open(tmp_path)


def test_the_line_for_duckdbs_shell_runs(small_publication: Publication) -> None:
    if shutil.which("duckdb") is None:
        pytest.skip("no duckdb command on this machine")
    (line,) = blocks("sh")
    done = subprocess.run(line.replace(HERE, str(small_publication.path)), shell=True, capture_output=True, text=True)
    assert "Optic neuritis" in done.stdout, done.stderr


def test_the_lines_for_r_run(small_publication: Publication) -> None:
    if (
        shutil.which("Rscript") is None
        or subprocess.run(["Rscript", "-e", "library(duckdb)"], capture_output=True).returncode
    ):
        pytest.skip("no R with the package duckdb on this machine")
    (lines,) = blocks("r")
    done = subprocess.run(
        ["Rscript", "-e", lines.replace(HERE, str(small_publication.path))], capture_output=True, text=True
    )
    assert "Optic neuritis" in done.stdout, done.stderr


def test_the_agents_settings_are_json() -> None:
    (text,) = blocks("json")
    assert "--db-path" in json.loads(text)["mcpServers"]["nibwatch"]["args"]


def test_the_citation_names_the_version_and_licence_of_the_project() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (str(citation["version"]), citation["license"]) == (project["version"], project["license"])
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
