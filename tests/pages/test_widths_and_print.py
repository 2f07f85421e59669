"""Pages on a phone, on paper, without a script, and with one: nothing is cut, all reads, and looking is made easier."""

import re
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.test_browser import KINDS_OF_PAGE, open_page

CUT = """() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
    const cut = [];
    for (const cell of document.querySelectorAll("main td, main th, main p, main figcaption")) {
        const box = cell.getBoundingClientRect();
        if (box.width && box.height && box.right > innerWidth + 1) cut.push(cell.textContent.trim().slice(0, 60));
    }
    return cut;
}"""
SHOWN = """() => [...document.querySelectorAll("main h1, main h2, main p, main caption, main td, main pre")]
    .map(one => one.textContent)"""


@pytest.mark.parametrize("path", [page for page in KINDS_OF_PAGE if page != "methods.html"])
@pytest.mark.parametrize("width", [360, 414])
def test_no_cell_is_cut_on_a_phone(tab: Page, site: Path, path: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    open_page(tab, site, path)
    assert tab.evaluate(CUT) == []


def test_every_header_of_a_table_has_the_same_background(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    heads = "[...document.querySelectorAll('thead th')].map(one => getComputedStyle(one).backgroundColor)"
    assert len(set(tab.evaluate(heads))) == 1


@pytest.mark.parametrize("path", ["drugs/imatinib.html", "index.html"])
def test_a_phone_folds_long_tables_away(tab: Page, site: Path, path: str) -> None:
    tab.set_viewport_size({"width": 360, "height": 800})
    open_page(tab, site, path)
    assert tab.evaluate("[...document.querySelectorAll('details.long')].every(one => !one.open)")
    open_rows = tab.evaluate(
        "Math.max(...[...document.querySelectorAll('table.data')].filter(one => !one.closest('details'))"
        ".map(one => one.tBodies.length))"
    )
    assert open_rows <= 6


@pytest.mark.parametrize("path", KINDS_OF_PAGE)
def test_paper_loses_nothing(tab: Page, site: Path, path: str, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf, which reads the printed text, is not installed")
    open_page(tab, site, path)
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = letters("".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "page.pdf").pages))
    shown = [letters(text) for text in tab.evaluate(SHOWN)]
    assert len(shown) > 10
    lost = sorted({text for text in shown if text not in printed}, key=len)
    assert lost == []


def letters(text: str) -> str:
    """What is to be compared of a text: its ASCII letters and digits, since paper has its own line breaks and dashes."""
    return re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKC", text))  # fi is one letter on paper


def test_the_search_box_leads_to_a_drug_and_to_an_event(tab: Page, site: Path) -> None:
    for wanted, end in (
        ("IMATINIB", "/drugs/imatinib.html"),
        ("Glivec", "/drugs/imatinib.html"),
        ("cns_onset)", "/events/cns_onset.html"),
    ):
        open_page(tab, site, "drugs/nilotinib.html")
        tab.get_by_label("Drug or event").fill(wanted)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"**{end}")


@pytest.mark.parametrize(
    ("term", "group"), [("optic neuritis", "cns_onset"), ("Guillain-Barre syndrome", "peripheral_demyelination")]
)
def test_the_search_box_leads_from_a_term_to_a_group_that_holds_it(
    tab: Page, site: Path, term: str, group: str
) -> None:
    open_page(tab, site, "drugs/nilotinib.html")
    tab.get_by_label("Drug or event").fill(term)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/events/{group}.html")


def test_a_name_that_is_typed_leads_nowhere_before_enter_and_one_that_is_chosen_at_once(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    box = tab.get_by_label("Drug or event")
    box.press_sequentially("imatinib")
    tab.wait_for_timeout(200)
    assert tab.url.endswith("index.html")
    box.evaluate("one => one.dispatchEvent(new InputEvent('input', {inputType: 'insertReplacementText'}))")
    tab.wait_for_url("**/drugs/imatinib.html")


def test_the_search_box_lists_what_holds_a_part_of_a_name(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    tab.get_by_label("Drug or event").fill("new central")
    tab.keyboard.press("Enter")
    assert tab.locator(".search output a").count() == 2


@pytest.mark.parametrize("path", KINDS_OF_PAGE)
def test_no_table_scrolls_sideways_on_a_laptop(tab: Page, site: Path, path: str) -> None:
    open_page(tab, site, path)
    wide = tab.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.getAttribute('aria-label'))"
    )
    assert wide == []


def test_the_search_box_says_that_nothing_has_the_name(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    tab.get_by_label("Drug or event").fill("aspirin")
    tab.keyboard.press("Enter")
    assert tab.locator(".search output").text_content() == "No watched drug or event is called aspirin."


def test_the_search_box_asks_for_the_drug_that_comes_near_and_leads_nowhere(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    tab.get_by_label("Drug or event").fill("imatinb")
    tab.keyboard.press("Enter")
    said = tab.locator(".search output").text_content()
    assert said == "No watched drug or event is called imatinb. Did you mean imatinib?"


def test_one_analysis_is_shown_at_a_time_and_the_other_chosen(tab: Page, site: Path) -> None:
    open_page(tab, site, "events/cns_onset.html")
    sections = tab.locator("section[data-choice=analysis]")
    assert [sections.nth(number).is_visible() for number in (0, 1)] == [True, False]
    tab.get_by_label("Drugs, all reports").check()
    assert [sections.nth(number).is_visible() for number in (0, 1)] == [False, True]


def test_pointing_at_a_mark_says_its_numbers_below_the_chart(tab: Page, site: Path) -> None:
    open_page(tab, site, "drugs/imatinib.html")
    tab.locator(".chart .dot:has(title)").first.hover()
    assert "times as often as expected" in (tab.locator(".said").first.text_content() or "")


def test_without_a_script_all_sections_are_there_and_the_search_box_is_not(browser: Browser, site: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / "events" / "cns_onset.html").as_uri())
    assert page.locator("section[data-choice=analysis]").count() == 2
    assert all(page.locator("section").nth(number).is_visible() for number in range(page.locator("section").count()))
    assert not page.locator(".search").is_visible()
    page.close()


def test_no_name_ends_the_index_of_the_search_box(tab: Page, hostile_site: Path) -> None:
    open_page(tab, hostile_site, "index.html")
    names = tab.evaluate("JSON.parse(document.getElementById('index').textContent).map(([name]) => name)")
    assert any("<svg onload" in name for name in names)
