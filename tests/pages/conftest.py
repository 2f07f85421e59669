"""The pages of a SYNTHETIC publication, and a real browser to read them with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from signals.pages.site import write_report
from tests.publications import Publication
from tests.session_cache import made_once

CHECKOUT = Path(__file__).resolve().parents[2]
# What a report of any sender could hold: text that is markup, ends a script, leads elsewhere, or turns what follows round.
HOSTILE = (
    """</td></script><script>document.title="owned"</script><img src=x onerror="document.title='owned'">&lt;b&gt;'"""
    "\u202e\u2066\x1b[31m\u200b"
)
HOSTILE_DRUG = """imatinib/../<svg onload=alert(1)>"'"""


@pytest.fixture(scope="session")
def site(small_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of pages of the small world; only to be read or copied."""

    def make(folder: Path) -> Path:
        return write_report(small_publication.path, folder / "report").parent

    return made_once(tmp_path_factory, "site", make)


@pytest.fixture(scope="session")
def few_drugs(small_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world's published file with two drugs and the classes left on the watchlist; only to be read or copied.

    A report has every kind of page all the same, and its hundred pages more of a kind take most of its time.
    """

    def make(folder: Path) -> Path:
        path = Path(shutil.copyfile(small_publication.path, folder / "nibwatch.duckdb"))
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "DELETE FROM signals.watch WHERE drug_kind = 'ingredient' AND drug NOT IN ('imatinib', 'dasatinib')"
            )
        return path

    return made_once(tmp_path_factory, "few-drugs", make)


@pytest.fixture(scope="session")
def hostile_site(few_drugs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of few drugs with hostile text wherever text comes from outside; only to be read."""
    return made_once(tmp_path_factory, "hostile", lambda folder: _hostile_site(folder, few_drugs))


def _hostile_site(folder: Path, published: Path) -> Path:
    path = folder / "nibwatch.duckdb"
    shutil.copyfile(published, path)
    known = {"text": HOSTILE, "drug": HOSTILE_DRUG}
    with duckdb.connect(str(path)) as connection:
        for table in ("signals.watch", "evidence.agreement"):
            connection.execute(f"UPDATE {table} SET drug = $drug WHERE drug = 'dasatinib'", {"drug": HOSTILE_DRUG})
        connection.execute(
            "UPDATE faers.case_drug SET drugname = $text WHERE ingredient = 'imatinib'", {"text": HOSTILE}
        )
        connection.execute(
            "UPDATE evidence.study SET title = $text, first_author = $text, pmid = $text, doi = $text, ingredient = $drug"
            " WHERE ingredient = 'imatinib'", known)  # fmt: skip
        connection.execute("UPDATE evidence.human_report SET citation = $text, finding = $text", {"text": HOSTILE})
        connection.execute("UPDATE meta.load SET note = $text", {"text": HOSTILE})
        connection.execute("UPDATE meta.run SET source = $text, run_id = $text", {"text": HOSTILE})
        connection.execute("UPDATE history.watchlist SET run_id = $text", {"text": HOSTILE})
    return write_report(path, folder / "report").parent


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh page; what it complains of or asks the network for fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, where it is installed."""
    path = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is not installed: npm install --no-save axe-core@4 (.ci/run does)")
    return path.read_text(encoding="utf-8")
