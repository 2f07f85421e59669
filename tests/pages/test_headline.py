"""One ratio names a drug everywhere: that of the analysis in which its topic is judged."""

import html
import re
from pathlib import Path

import pytest

from signals.answers.watch import all_drugs, drug_in_short
from signals.database import open_read_only
from signals.digest.message import compose, plain_text
from signals.present.numbers import statistic, times
from signals.present.paths import drug_path
from tests.publications import Publication

COMPARED = """
SELECT drug, a, expected, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE analysis = (SELECT analysis FROM signals.watch_analysis WHERE is_comparison) AND drug_kind = 'ingredient'
    AND event = (SELECT term_group FROM signals.watch_group WHERE is_comparison) AND event_kind = 'group'
    AND reason IS NULL AND expected > 0
ORDER BY drug
"""


@pytest.fixture(scope="module")
def ratios(small_publication: Publication) -> dict[str, str]:
    """How many times as often as expected each drug's headline event is reported, in the compared analysis."""
    with open_read_only(small_publication.path) as connection:
        rows = connection.execute(COMPARED).fetchall()
    assert len(rows) > 20
    return {drug: times(ic, lower, upper) for drug, _, _, ic, lower, upper, _ in rows}


@pytest.fixture(scope="module")
def headlines(small_publication: Publication, ratios: dict[str, str]) -> dict[str, str]:
    """How the same begins a text on the drug."""
    with open_read_only(small_publication.path) as connection:
        rows = connection.execute(COMPARED).fetchall()
    return {
        drug: f": {ratios[drug]} times as often as expected (" if a else f": no case, {statistic(expected)} expected, "
        for drug, a, expected, *_ in rows
    }


def test_the_page_of_every_drug_begins_with_it_and_without_a_case_with_no_ratio(
    site: Path, headlines: dict[str, str]
) -> None:
    assert len({headline.startswith(": no case") for headline in headlines.values()}) == 2
    for drug, headline in headlines.items():
        page = html.unescape((site / drug_path(drug, "ingredient")).read_text(encoding="utf-8"))
        lead = page.partition('<p class="lead">')[2].partition("</p>")[0]
        assert headline in lead, drug


def test_where_nothing_is_expected_a_dash_and_no_ratio_is_shown(site: Path, ratios: dict[str, str]) -> None:
    page = html.unescape((site / "index.html").read_text(encoding="utf-8"))
    row = page.partition(">Every watched drug</h2>")[2].partition(">anlotinib</a>")[2].partition("</tr>")[0]
    assert "anlotinib" not in ratios and ">0.00</td>" in row and ">–</td>" in row and "1.0 (0.001" not in row


def test_the_first_page_shows_it_of_every_drug(site: Path, ratios: dict[str, str]) -> None:
    page = html.unescape((site / "index.html").read_text(encoding="utf-8"))
    table = page.partition(">Every watched drug</h2>")[2].partition("</section>")[0]
    rows = {drug: row for row in table.split("<tr>") for drug in re.findall(r"html\">([^<]+)</a>", row)[:1]}
    assert {drug for drug, ratio in ratios.items() if f">{ratio}</td>" not in rows[drug]} == set()


@pytest.fixture(scope="module")
def said(small_publication: Publication, ratios: dict[str, str]) -> dict[str, str]:
    """What the terminal says of each drug."""
    return {drug: drug_in_short(small_publication.path, drug).text for drug in ratios}


def test_the_terminal_shows_it_of_every_drug(said: dict[str, str], headlines: dict[str, str]) -> None:
    for drug, headline in headlines.items():
        assert headline in " ".join(said[drug].split()), drug


def test_the_watchlist_in_the_terminal_and_the_digest_show_it(
    small_publication: Publication, ratios: dict[str, str]
) -> None:
    with open_read_only(small_publication.path) as connection:
        rows = connection.execute(COMPARED).fetchall()
    text = all_drugs(small_publication.path).text
    mail = plain_text(compose(small_publication.path, sender="n@example.org", recipients=[]))
    # below the row of a pair stand all reports; a longer name of an event would go on there
    listed = dict(re.findall(r"^(\w+) +New central demyelination +(\d.*)\n    all: ", text, re.M))
    assert listed.keys() & ratios.keys()
    for drug in listed.keys() & ratios.keys():
        # the compared analysis stands first: its cases, expected, times expected
        assert re.match(rf"\d+ +[\d.,]+ +{re.escape(ratios[drug])}  ", listed[drug]), drug
    standing = [drug for drug, *_, verdict in rows if verdict == "disproportionate"]
    assert standing
    assert all(re.search(rf"^{drug}.* {re.escape(ratios[drug])}", mail, re.M) for drug in standing)


def test_what_the_terminal_says_of_a_drug_fits_a_screen(said: dict[str, str]) -> None:
    for drug, text in said.items():
        lines = text.splitlines()
        assert len(lines) <= 30, drug
        assert "--all" in lines[-2]
