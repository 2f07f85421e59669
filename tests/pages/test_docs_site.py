"""docs/ as pages: every link leads somewhere, and the search box finds a section from disk."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from docs.site import DOCS, write_site


@pytest.fixture(scope="module")
def docs_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    write_site(folder)
    return folder


def test_every_file_of_docs_is_a_page_and_every_link_leads_to_a_page_and_a_heading(docs_site: Path) -> None:
    pages = sorted(docs_site.rglob("*.html"))
    assert len(pages) == len(list(DOCS.rglob("*.md")))
    for page in pages:
        for link in re.findall(r'(?:href|src)="([^"{]+)"', page.read_text(encoding="utf-8")):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (page.parent / parts.path).resolve() if parts.path else page
            assert target.is_file(), f"{page.name}: {link}"
            if parts.fragment:
                assert f'id="{parts.fragment}"' in target.read_text(encoding="utf-8"), f"{page.name}: {link}"


def test_the_search_box_finds_a_section_by_its_words_and_leads_to_it(tab: Page, docs_site: Path) -> None:
    tab.goto((docs_site / "decisions" / "0003-duplicates.html").as_uri())
    tab.get_by_label("Search").fill("sequential maxsprt")
    found = tab.locator("#found a")
    assert found.count() > 0
    found.first.click()
    assert "#" in tab.url
    assert "maxsprt" in tab.locator("main").inner_text().lower()
