"""The pages in a real browser: they load without complaint, sort, filter, lead to each other, and can be read by anyone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from signals.present.paths import drug_path
from tests.pages.conftest import HOSTILE_DRUG

KINDS_OF_PAGE = [
    "index.html",
    "drugs/imatinib.html",
    "events/cns_onset.html",
    "methods.html",
    "readus-pv.html",
    "data-quality.html",
]

EVERY_DRUG = "section:has(#every-watched-drug)"


def open_page(tab: Page, site: Path, path: str) -> None:
    tab.goto((site / path).as_uri())


def column(tab: Page, heading: str) -> list[str]:
    """The cells below a heading of the first page's table of every watched drug, hidden rows left out."""
    return tab.evaluate(
        """heading => {
            const table = document.querySelector("section:has(#every-watched-drug) table.data");
            const at = [...table.tHead.rows[0].cells].findIndex(cell => cell.textContent === heading);
            return [...table.tBodies].filter(one => !one.hidden).map(one => one.rows[0].cells[at].textContent);
        }""",
        heading,
    )


def test_every_page_loads_without_a_word_on_the_console(tab: Page, site: Path) -> None:
    for path in [*KINDS_OF_PAGE, "drugs/masitinib.html", drug_path("tyrosine kinase inhibitor", "class")]:
        open_page(tab, site, path)
        assert tab.title().startswith("SYNTHETIC"), path


@pytest.mark.parametrize("path", ["index.html", "drugs/imatinib.html", "data-quality.html"])
def test_a_chart_has_marks_and_a_text_that_says_the_same(tab: Page, site: Path, path: str) -> None:
    open_page(tab, site, path)
    chart = tab.locator(".chart[role=img]").first
    assert chart.locator("svg path").count() > 3
    assert tab.evaluate("document.querySelector('.chart svg').getBoundingClientRect().height") > 40
    assert len(chart.get_attribute("aria-label") or "") > 40
    assert tab.locator("figure ~ * table.data").count() >= 1


def test_a_click_on_a_heading_sorts_by_number_largest_first_and_then_smallest(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    heading = tab.locator(f"{EVERY_DRUG} table.data th", has_text="expected").first
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    numbers = [float(text.replace(",", "")) for text in column(tab, "expected")]
    assert len(numbers) > 50
    assert numbers == sorted(numbers, reverse=True)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert [float(text.replace(",", "")) for text in column(tab, "expected")] == sorted(numbers)


def test_what_is_undefined_stays_at_the_end_of_a_sort(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    button = tab.locator(f"{EVERY_DRUG} table.data th", has_text="ROR (95%)").first.get_by_role("button")
    for _ in range(2):
        button.click()
        cells = column(tab, "ROR (95%)")
        known = [cell for cell in cells if cell != "–"]
        assert 0 < len(known) < len(cells)
        assert cells[: len(known)] == known


def test_a_table_sorts_by_keyboard_alone(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    tab.locator(f"{EVERY_DRUG} table.data th").first.get_by_role("button").focus()
    tab.keyboard.press("Enter")
    names = column(tab, "drug")
    assert names == sorted(names)
    assert tab.locator(f"{EVERY_DRUG} table.data th").first.get_attribute("aria-sort") == "ascending"


def test_a_word_filters_the_rows_and_says_how_many_are_left(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    everything = len(column(tab, "drug"))
    tab.locator(f"{EVERY_DRUG} .filter input").first.fill("IMATINIB")
    assert column(tab, "drug") == ["imatinib"]
    assert tab.locator(f"{EVERY_DRUG} .filter output").first.text_content() == f"1 of {everything} rows"
    tab.locator(f"{EVERY_DRUG} .filter input").first.fill("")
    assert len(column(tab, "drug")) == everything


def test_a_reader_gets_from_the_map_to_a_drug_to_an_event_and_home(tab: Page, site: Path) -> None:
    open_page(tab, site, "index.html")
    tab.locator(f"{EVERY_DRUG} table.data").first.get_by_role("link", name="imatinib", exact=True).click()
    assert tab.locator("h1").text_content() == "imatinib"
    tab.locator("table.data").get_by_role("link", name="cns_onset").first.click()
    assert tab.url.endswith("/events/cns_onset.html")
    tab.get_by_role("link", name="nibwatch").click()
    assert tab.url.endswith("/index.html")


@pytest.mark.parametrize("path", KINDS_OF_PAGE)
def test_a_phone_scrolls_tables_and_never_the_page(tab: Page, site: Path, path: str) -> None:
    tab.set_viewport_size({"width": 375, "height": 800})
    open_page(tab, site, path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS_OF_PAGE)
def test_axe_has_no_serious_finding(tab: Page, site: Path, axe: str, path: str, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)
    open_page(tab, site, path)
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({resultTypes: ['violations']})")  # all rules; only these with every place
    assert len(found["passes"]) > 10  # it did look
    serious = [rule for rule in found["violations"] if rule["impact"] in ("serious", "critical")]
    assert serious == [], json.dumps(serious, indent=1)[:3000]


def test_text_from_outside_never_runs(tab: Page, hostile_site: Path) -> None:
    for path in [*KINDS_OF_PAGE, drug_path(HOSTILE_DRUG, "ingredient")]:
        open_page(tab, hostile_site, path)
        assert "owned" not in tab.title().replace('title="owned"', ""), path
        assert tab.locator("main img, main script, main [onload], main [onerror]").count() == 0, path


def test_the_policy_of_a_page_refuses_what_is_remote(browser_context_complaints: list[str]) -> None:
    assert any("Content Security Policy" in complaint for complaint in browser_context_complaints)


@pytest.fixture
def browser_context_complaints(browser, site: Path) -> list[str]:
    """What the console says when a page is made to load an image from elsewhere and to run a script of its own."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((site / "index.html").as_uri())
    page.evaluate(
        """() => {
            const image = document.createElement("img");
            image.src = "http://127.0.0.1:9/x.png";
            document.body.append(image);
        }"""
    )
    page.wait_for_timeout(200)
    page.close()
    return said
