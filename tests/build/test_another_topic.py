"""Another topic is another file: nothing that it publishes speaks of the first one."""

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest

from signals.answers.watch import all_drugs, drug_in_short, whole_drug
from signals.database import open_read_only
from signals.digest.message import compose, html_page, plain_text
from signals.pages.methods import OF_EVIDENCE, methods_page
from signals.pages.site import write_report
from tests.publications import Publication, publish
from tests.session_cache import made_once

OF_THE_FIRST_TOPIC = re.compile(
    r"(?<![A-Z0-9])(MS|EAE|CNS|TKIs?|animals?|[a-z]*demyelinat[a-z]*|multiple sclerosis|[a-z]*myelin[a-z]*|optic neuritis|"
    r"kinases?|[a-z]+tinib)(?![A-Z0-9])",
    re.IGNORECASE,
)
PUBLISHED_NAMES = re.compile(r"\banimal_verdict\b|\bkinase_(names|spelling)\b|(?<=[>\"])kinase(?=[<\"])")
"""Columns, tables and values (the match rule `kinase`) are a contract: printed queries, their answers and the methods name them."""
FIRST_PUBLISHED = "nibwatch"


@pytest.fixture(scope="module", params=["ace_inhibitor_angioedema", "fluoroquinolone_tendon"])
def published(
    request: pytest.FixtureRequest, few_publication: Publication, tmp_path_factory: pytest.TempPathFactory
) -> Publication:
    """Three quarters of the SYNTHETIC world, published under another watchlist."""

    def make(home: Path) -> Publication:
        few_publication.copied_to(home)
        for path in home.glob(f"{FIRST_PUBLISHED}*"):
            path.unlink()
        assert publish(home, request.param)
        return Publication(home)

    return made_once(tmp_path_factory, f"other-topic-{request.param}", make)


@pytest.fixture(scope="module")
def pages(published: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its pages."""
    name = f"pages-of-{published.home.name}"
    return made_once(tmp_path_factory, name, lambda folder: write_report(published.path, folder / "report").parent)


@pytest.fixture
def connection(published: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(published.path) as opened:
        yield opened


@cache
def terms_of_the_reports(path: Path) -> re.Pattern[str]:
    """Any term that a report names, the longest of those that begin at one place."""
    with open_read_only(path) as opened:
        terms = opened.execute(
            "SELECT event_pt FROM faers.event UNION SELECT indication_pt FROM faers.case_indication"
        ).fetchall()
    return re.compile("|".join(sorted((re.escape(term) for (term,) in terms if term), key=len, reverse=True)), re.I)


def words_of_the_first_topic(text: str, published: Publication) -> list[str]:
    """Its words in a text, those aside that stand in terms which the reports themselves name."""
    plain = PUBLISHED_NAMES.sub("", re.sub(r"\s+", " ", html.unescape(text)))
    if OF_THE_FIRST_TOPIC.search(plain):  # looking for every term takes long
        plain = terms_of_the_reports(published.path).sub("", plain)
    return [plain[max(0, found.start() - 60) : found.end() + 60] for found in OF_THE_FIRST_TOPIC.finditer(plain)]


def test_its_digest_does_not(published: Publication) -> None:
    message = compose(published.path, sender="nibwatch@example.org", recipients=["you@example.org"])
    for text in (str(message["Subject"]), plain_text(message), html_page(message)):
        assert words_of_the_first_topic(text, published) == []


def test_its_pages_do_not(published: Publication, pages: Path) -> None:
    written = list(pages.rglob("*.html"))
    assert len(written) > 10 and pages / "methods.html" in written
    found = {path.name: words_of_the_first_topic(path.read_text(), published) for path in written}
    assert {page: words for page, words in found.items() if words} == {}


def test_its_methods_are_without_what_is_done_with_coded_studies(pages: Path) -> None:
    said = (pages / "methods.html").read_text()
    every = methods_page().sections[0].html
    for heading in OF_EVIDENCE:
        assert f"<h2>{heading}</h2>" in every and f"<h2>{heading}</h2>" not in said
    assert set(re.findall("<h2>.*?</h2>", said)) == set(re.findall("<h2>.*?</h2>", every)) - {
        f"<h2>{heading}</h2>" for heading in OF_EVIDENCE
    }


def test_its_terminal_texts_do_not(published: Publication, connection: duckdb.DuckDBPyConnection) -> None:
    (drug,) = connection.execute(
        "SELECT arg_max(drug, a) FROM signals.watch WHERE drug_kind = 'ingredient' AND event_kind = 'group'"
    ).fetchall()[0]
    for text in (
        all_drugs(published.path).text,
        drug_in_short(published.path, drug).text,
        whole_drug(published.path, drug).text,
    ):
        assert words_of_the_first_topic(text, published) == []


def test_it_has_no_rows_of_animals_trials_and_papers(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("SELECT evidence, has_evidence FROM signals.watch_topic").fetchall() == [(None, False)]
    for table in (
        "study",
        "animal_verdict",
        "animal_question",
        "agreement",
        "agreement_matrix",
        "human_report",
        "trial",
        "starting_point",
        "effect",
        "effect_summary",
        "fate_difference",
    ):
        assert connection.execute(f"SELECT count(*) FROM evidence.{table}").fetchall() == [(0,)], table


def test_drugs_that_no_report_names_are_distinguished_from_those_with_too_few(
    published: Publication, connection: duckdb.DuckDBPyConnection, pages: Path
) -> None:
    unreported = connection.execute(
        """
        SELECT list(drug ORDER BY drug) FROM signals.watch
        INNER JOIN signals.watch_analysis AS compared USING (analysis)
        INNER JOIN signals.watch_group AS headline ON watch.event = headline.term_group
        WHERE compared.is_comparison AND headline.is_comparison AND drug_kind = 'ingredient' AND a + b = 0
        """
    ).fetchall()[0][0]
    assert len(unreported) > 3
    text = plain_text(compose(published.path, sender="nibwatch@example.org", recipients=[]))
    assert f"too few reports to tell, {len(unreported)} of which have no report" in " ".join(text.split())
    assert "no report that suspects the drug is left" in " ".join(
        drug_in_short(published.path, unreported[0]).text.split()
    )
    assert f"No report at all suspects {unreported[0]}" in whole_drug(published.path, unreported[0]).text
    assert "no report of the drug" in (pages / "index.html").read_text()


def test_names_that_nothing_knows_stand_in_the_digest(
    published: Publication, connection: duckdb.DuckDBPyConnection
) -> None:
    ((count,),) = connection.execute("SELECT count(*) FROM meta.watchlist_problem").fetchall()
    assert count > 0  # the SYNTHETIC world has 170 terms
    text = " ".join(plain_text(compose(published.path, sender="nibwatch@example.org", recipients=[])).split())
    assert f"{count} names of the watchlist that no report and no reference table knows" in text
