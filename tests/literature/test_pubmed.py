"""PubMed's ways, each through the same client against a loopback server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from signals.demo.loopback import Answerer, Reply, Server, form_server
from signals.literature.client import Source, SourceError
from signals.literature.pubmed import PubMed
from signals.literature.store import Publication
from tests.literature.pubmed_answers import article, article_set, search_result

DAY = date(2026, 11, 25)


@contextmanager
def pubmed_at(answerer: Answerer) -> Iterator[tuple[PubMed, Server]]:
    with form_server(answerer) as server:
        source = Source("PubMed", server.address, requests_per_second=3, sleep=lambda seconds: None)
        yield PubMed(source, tool="nibwatch", email="a@b.org", api_key=None), server


def fetched(reply: Reply | bytes | str, *pmids: str) -> dict[str, Publication]:
    with pubmed_at(lambda name, form: reply) as (pubmed, _):
        return dict(pubmed.fetch(pmids).publications)


def one(reply: bytes | str, pmid: str) -> Publication:
    return fetched(reply, pmid)[pmid]


@pytest.fixture
def captured(shared: Path) -> Callable[[str], bytes]:
    """A captured reply of PubMed by its file name."""
    return lambda name: (shared / "real" / "literature" / "pubmed" / name).read_bytes()


# --- searching


def test_a_search_says_who_asks_and_for_which_days() -> None:
    with pubmed_at(lambda name, form: search_result(1, ["7"])) as (pubmed, server):
        assert pubmed.search("imatinib[tiab]", date(2026, 1, 1), DAY) == ["7"]
    name, form = server.requests[0]
    assert name == "esearch.fcgi"
    wanted = {
        "db": "pubmed", "term": "imatinib[tiab]", "datetype": "edat", "mindate": "2026/01/01", "maxdate": "2026/11/25",
        "tool": "nibwatch", "email": "a@b.org", "usehistory": "y", "retmode": "xml",
    }  # fmt: skip
    assert wanted.items() <= form.items()
    assert "api_key" not in form


def test_pages_are_put_together_from_one_history() -> None:
    pmids = [str(number) for number in range(1, 251)]

    def page(name: str, form: dict[str, str]) -> str:
        start = int(form["retstart"])
        return search_result(250, pmids[start : start + 100])  # the server clamps a page to 100 without a word

    with pubmed_at(page) as (pubmed, server):
        assert pubmed.search("x", DAY, DAY) == pmids
    assert [form["retstart"] for _, form in server.requests] == ["0", "100", "200"]
    assert [form.get("WebEnv") for _, form in server.requests] == [None, "MCID_1", "MCID_1"]


def test_more_than_9999_hits_are_asked_for_in_shorter_ranges() -> None:
    added = {date(2026, 1, 1): 6_000, date(2026, 2, 1): 3_000, date(2026, 11, 1): 4_000}
    numbers = iter(range(1, 20_000))
    pmids = {day: [str(next(numbers)) for _ in range(count)] for day, count in added.items()}

    def hits(name: str, form: dict[str, str]) -> str:
        since, until = (date.fromisoformat(form[key].replace("/", "-")) for key in ("mindate", "maxdate"))
        found = [pmid for day, some in pmids.items() if since <= day <= until for pmid in some]
        return search_result(len(found), found[int(form["retstart"]) :][:9_999])

    with pubmed_at(hits) as (pubmed, _):
        found = pubmed.search("x", date(2026, 1, 1), DAY)
    assert sorted(found) == sorted(pmid for some in pmids.values() for pmid in some)
    assert len(set(found)) == len(found)


def test_more_than_9999_hits_on_one_day_are_refused_rather_than_cut() -> None:
    with pubmed_at(lambda name, form: search_result(10_000, ["1"])) as (pubmed, _):  # noqa: SIM117 - longer than a line
        with pytest.raises(SourceError, match="10,000 hits on the one day 2026-11-25"):
            pubmed.search("x", DAY, DAY)


def test_a_search_that_is_not_whole_is_an_error() -> None:
    answers = iter([search_result(3, ["1", "2"]), search_result(3, [])])
    with pubmed_at(lambda name, form: next(answers)) as (pubmed, _):  # noqa: SIM117 - longer than a line
        with pytest.raises(SourceError, match="counts 3 hits and sent 2"):
            pubmed.search("x", DAY, DAY)


def test_nothing_found_is_no_error(captured: Callable[[str], bytes]) -> None:
    reply = captured("esearch_zero_PhraseNotFound.xml")
    with pubmed_at(lambda name, form: reply) as (pubmed, _):
        assert pubmed.search("abcXYZ", DAY, DAY) == []


def test_captured_pages_of_42249_hits_on_one_day_are_refused(captured: Callable[[str], bytes]) -> None:
    reply = captured("esearch_history_webenv.xml")
    with pubmed_at(lambda name, form: reply) as (pubmed, _), pytest.raises(SourceError, match="42,249 hits"):
        pubmed.search("cancer", DAY, DAY)


def test_a_search_field_that_pubmed_does_not_know_is_an_error() -> None:
    wrong = "<ErrorList><FieldNotFound>tiabb</FieldNotFound></ErrorList>"
    with pubmed_at(lambda name, form: search_result(0, [], wrong)) as (pubmed, _):  # noqa: SIM117 - longer than a line
        with pytest.raises(SourceError, match="'tiabb'"):
            pubmed.search("x[tiabb]", DAY, DAY)


# --- answers that are none


@pytest.mark.parametrize(
    "name", ["esummary_ERROR_in_200.xml", "epost_ERROR_invalid_db_in_200.xml", "epost_ERROR_empty_ids_in_200.xml"]
)
def test_an_error_inside_a_200_is_an_error(name: str, captured: Callable[[str], bytes]) -> None:
    with pytest.raises(SourceError, match="answered with an error: "):
        fetched(captured(name), "1")


def test_an_error_inside_a_200_that_passes_is_asked_again() -> None:
    answers = iter(["<eFetchResult><ERROR>Search Backend failed</ERROR></eFetchResult>", article_set(article("5"))])
    with pubmed_at(lambda name, form: next(answers)) as (pubmed, _):
        assert "5" in pubmed.fetch(["5"]).publications


def test_html_in_place_of_xml_is_an_error(captured: Callable[[str], bytes]) -> None:
    with pytest.raises(SourceError, match="a web page where XML was asked for"):
        fetched(captured("efetch_html_instead_of_xml.html"), "19304878")


def test_xml_that_was_cut_is_an_error() -> None:
    with pytest.raises(SourceError, match="sent no whole XML"):
        fetched(article_set(article("5"))[:-40], "5")


def test_entities_are_never_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>'
    with pytest.raises(SourceError, match="declares entities"):
        fetched(bomb, "5")


def test_a_file_of_this_machine_is_never_read_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell")
    outside = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><PubmedArticleSet>&a;</PubmedArticleSet>'
    with pytest.raises(SourceError, match="declares entities"):
        fetched(outside, "5")


# --- what came and what did not


def test_what_was_asked_for_and_did_not_come_is_missing(captured: Callable[[str], bytes]) -> None:
    with pubmed_at(lambda name, form: captured("efetch_EMPTY_set_200.xml")) as (pubmed, server):
        found = pubmed.fetch(["37909814"])
    assert (found.missing, dict(found.publications)) == (frozenset({"37909814"}), {})
    assert len(server.requests) == 2, "an empty set is asked for once more before it is believed"


def test_pubmed_says_what_it_deleted() -> None:
    reply = article_set(article("1"), "<DeleteCitation><PMID Version='1'>2</PMID></DeleteCitation>")
    with pubmed_at(lambda name, form: reply) as (pubmed, _):
        found = pubmed.fetch(["1", "2", "3"])
    assert (set(found.publications), found.deleted, found.missing) == ({"1"}, frozenset({"2"}), frozenset({"3"}))


def test_a_record_nobody_asked_for_is_left_out() -> None:
    assert set(fetched(article_set(article("1"), article("9")), "1")) == {"1"}


def test_many_records_are_asked_for_in_batches() -> None:
    def some(name: str, form: dict[str, str]) -> str:
        return article_set(*[article(pmid) for pmid in form["id"].split(",")])

    pmids = [str(number) for number in range(1, 451)]
    with pubmed_at(some) as (pubmed, server):
        assert set(pubmed.fetch(pmids).publications) == set(pmids)
    assert [len(form["id"].split(",")) for _, form in server.requests] == [200, 200, 50]


# --- records


def test_a_structured_abstract_keeps_its_sections(captured: Callable[[str], bytes]) -> None:
    found = one(captured("efetch_structured_abstract_MET_NSCLC.xml"), "25532429")
    assert found.abstract is not None
    assert [line.partition(":")[0] for line in found.abstract.splitlines()] == [
        "INTRODUCTION",
        "AREAS COVERED",
        "EXPERT OPINION",
    ]
    assert (found.date_printed, found.year, found.first_author) == ("2015 May", 2015, "Li A")
    assert found.doi == "10.1517/14728222.2014.995093"
    assert found.publication_types == ("Journal Article", "Review")
    assert "Carcinoma, Non-Small-Cell Lung" in found.mesh_terms
    assert "Antineoplastic Agents" in found.substances


def test_a_missing_abstract_is_none(captured: Callable[[str], bytes]) -> None:
    found = one(captured("efetch_1970s_minimal.xml"), "100000")
    assert (found.abstract, found.date_printed, found.year) == (None, "1978 Sep", 1978)


def test_markup_within_a_title_is_read_as_text(captured: Callable[[str], bytes]) -> None:
    found = one(captured("efetch_inline_markup_title.xml"), "27797938")
    assert found.title is not None
    assert found.title.startswith("Leucocyte telomere length, genetic variants at the TERT gene")
    assert "<" not in found.title


def test_a_book_is_a_publication_too(captured: Callable[[str], bytes]) -> None:
    found = one(captured("efetch_PubmedBookArticle.xml"), "20301546")
    assert found.title is not None and found.title.startswith("Hereditary Motor and Sensory Neuropathy")
    assert "Book" in found.publication_types
    assert found.abstract is not None and found.journal is not None


def test_a_vernacular_title_stands_in_for_one_that_is_not_available(captured: Callable[[str], bytes]) -> None:
    found = one(captured("efetch_title_Not_Available.xml"), "37070066")
    assert found.title is not None and found.title.startswith("Analisi di impatto sul budget sanitario italiano")
    assert found.date_printed == "2023 Jan-Dec"


def test_a_translated_title_stays(captured: Callable[[str], bytes]) -> None:
    assert one(captured("efetch_nonenglish_spa.xml"), "30776274").title == "[Autism. Genetic and biological aspects]."


def test_two_records_of_an_older_dtd_are_both_read(captured: Callable[[str], bytes]) -> None:
    found = fetched(captured("efetch_2_articles_old_dtd.xml"), "12091962", "9997")
    assert (found["12091962"].date_printed, found["9997"].date_printed) == ("1990 Spring", "1976 Sep 28")


@pytest.mark.parametrize(
    ("dated", "printed", "year"),
    [
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998 Dec-1999 Jan", 1998),
        ("<MedlineDate>Winter 2000-2001</MedlineDate>", "Winter 2000-2001", 2000),
        ("<Year>2011</Year><Season>Spring</Season>", "2011 Spring", 2011),
        ("<Year>2011</Year><Month>Mar</Month><Day>04</Day>", "2011 Mar 04", 2011),
        ("", None, None),
    ],
)
def test_a_date_is_kept_as_printed_and_its_year_read(dated: str, printed: str | None, year: int | None) -> None:
    found = one(article_set(article("5", dated=dated)), "5")
    assert (found.date_printed, found.year) == (printed, year)


def comment(kind: str) -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}"><RefSource>SYNTHETIC J. 2025;1:2</RefSource>'
        '<PMID Version="1">99</PMID></CommentsCorrections></CommentsCorrectionsList>'
    )


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("RetractionIn", "retracted"),
        ("ExpressionOfConcernIn", "expression of concern"),
        ("ErratumIn", "corrected"),
        ("ErratumFor", None),
        ("RetractionOf", None),
        ("CommentIn", None),
    ],
)
def test_a_retraction_stands_in_the_comments(kind: str, state: str | None) -> None:
    found = one(article_set(article("5", citation=comment(kind))), "5")
    assert found.retraction == state
    assert found.retraction_notice == ("SYNTHETIC J. 2025;1:2 PMID 99" if state else None)


def test_a_retraction_stands_in_the_publication_type_too() -> None:
    types = "<PublicationTypeList><PublicationType UI='D016441'>Retracted Publication</PublicationType></PublicationTypeList>"
    assert one(article_set(article("5", within=types, citation=comment("ErratumIn"))), "5").retraction == "retracted"


@pytest.mark.parametrize(
    ("name", "pmid"), [("efetch_correction_notice.xml", "38962805"), ("efetch_corrigendum_ErratumFor.xml", "38833988")]
)
def test_a_notice_is_not_itself_corrected(name: str, pmid: str, captured: Callable[[str], bytes]) -> None:
    found = one(captured(name), pmid)
    assert found.retraction is None
    assert "Published Erratum" in found.publication_types
