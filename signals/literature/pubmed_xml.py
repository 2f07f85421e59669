"""PubMed's XML (PubmedArticleSet) read into publications.

Elements and their habits: https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd. The XML comes from outside:
entities are never expanded (defusedxml), and what a record does not say stays None.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from signals.literature.client import Answer, SourceError, TransientSourceError
from signals.literature.store import Publication
from signals.literature.terms import TERMS
from signals.validation import shown_value

_YEAR = re.compile(r"(?:18|19|20)[0-9][0-9]")
_NOT_AVAILABLE = re.compile(r"^\[? ?not available ?\.?\]?\.?$", re.IGNORECASE)
_LONGEST_NUMBER = 9
"""Most digits of a count or PMID; PMIDs have eight."""
_RETRACTED_TYPES = {"Retracted Publication"}
_RETRACTIONS: Mapping[str, str] = TERMS["retractions"]
_GRAVITY = list(dict.fromkeys(_RETRACTIONS.values()))


@dataclass(frozen=True)
class ArticleSet:
    """What an answer of efetch holds: the records, and the PMIDs PubMed says are deleted."""

    publications: tuple[Publication, ...]
    deleted: frozenset[str]


def parse_xml(answer: Answer, source: str) -> Element:
    """The root of an XML answer.

    Parameters
    ----------
    source
        The source's name, for the sentence of an error.

    Raises
    ------
    SourceError
        The source answered with an error that will not pass, or the XML declares entities.
    TransientSourceError
        A web page, a cut or an empty answer, or one with an <ERROR> in it (NCBI sends these with status 200).
    """
    if answer.status != 200:
        raise SourceError(f"{source} answered {answer.status} at {answer.address}.")
    start = answer.body.lstrip()[:200].lower()
    if start.startswith((b"<html", b"<!doctype html")):
        raise TransientSourceError(f"{source} answered with a web page where XML was asked for.")
    try:
        root: Element = fromstring(answer.body, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise SourceError(f"{source} sent XML that declares entities, which are never expanded: {error}.") from error
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that Python does not know
        raise TransientSourceError(f"{source} sent no whole XML ({error}): {answer.beginning!r}.") from error
    errors = [text for element in root.iter("ERROR") if (text := _text(element))]
    if errors or root.tag == "ERROR":
        raise TransientSourceError(f"{source} answered with an error: {'; '.join(errors) or 'unnamed'}.")
    return root


def is_number(text: str) -> bool:
    """Whether a text is a count or a PMID."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


def read_article_set(root: Element) -> ArticleSet:
    """Every article and book of an answer; an empty set is a set of none.

    Raises
    ------
    TransientSourceError
        The answer is another kind of XML.
    """
    if root.tag not in ("PubmedArticleSet", "PubmedBookArticleSet"):
        raise TransientSourceError(f"PubMed sent <{root.tag}> where <PubmedArticleSet> was asked for.")
    publications = [_article(element) for element in root.findall("PubmedArticle")]
    publications += [_book(element) for element in root.findall("PubmedBookArticle")]
    deleted = {_pmid(element) for element in root.findall("DeleteCitation/PMID")}
    return ArticleSet(tuple(publications), frozenset(deleted))


def _article(element: Element) -> Publication:
    citation = _require(element, "MedlineCitation")
    article = _require(citation, "Article")
    types = _texts(article.findall("PublicationTypeList/PublicationType"))
    retraction, notice = _retraction(citation, types)
    date_printed, year = _date(article.find("Journal/JournalIssue/PubDate"))
    return Publication(
        pmid=_pmid(citation.find("PMID")),
        doi=_doi(article, element),
        title=_title(article.find("ArticleTitle"), article.find("VernacularTitle")),
        abstract=_abstract(article.find("Abstract")),
        journal=_text(article.find("Journal/ISOAbbreviation")) or _text(article.find("Journal/Title")),
        first_author=_first_author(article.find("AuthorList")),
        date_printed=date_printed,
        year=year,
        publication_types=types,
        mesh_terms=_texts(citation.findall("MeshHeadingList/MeshHeading/DescriptorName")),
        substances=_texts(citation.findall("ChemicalList/Chemical/NameOfSubstance")),
        retraction=retraction,
        retraction_notice=notice,
    )


def _book(element: Element) -> Publication:
    document = _require(element, "BookDocument")
    date_printed, year = _date(document.find("Book/PubDate"))
    return Publication(
        pmid=_pmid(document.find("PMID")),
        title=_title(document.find("ArticleTitle"), None) or _text(document.find("Book/BookTitle")),
        abstract=_abstract(document.find("Abstract")),
        journal=_text(document.find("Book/BookTitle")),
        first_author=_first_author(document.find("AuthorList")),
        date_printed=date_printed,
        year=year,
        publication_types=(*_texts(document.findall("PublicationType")), "Book"),
    )


def _retraction(citation: Element, types: Iterable[str]) -> tuple[str | None, str | None]:
    """The gravest state in the publication types or the comments, and the notice that states it."""
    states: list[tuple[str, str | None]] = [("retracted", None) for name in types if name in _RETRACTED_TYPES]
    for comment in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        if state := _RETRACTIONS.get(comment.get("RefType", "")):
            pmid, source = _text(comment.find("PMID")), _text(comment.find("RefSource"))
            states.append((state, " ".join(filter(None, [source, pmid and f"PMID {pmid}"])) or None))
    if not states:
        return None, None
    gravest = max((state for state, _ in states), key=_GRAVITY.index)
    notices = [notice for state, notice in states if state == gravest and notice]
    return gravest, "; ".join(notices) or None


def _date(element: Element | None) -> tuple[str | None, int | None]:
    """The date as printed (year with month, season or day, or MedlineDate) and its first year."""
    if element is None:
        return None, None
    parts = [_text(element.find(name)) for name in ("Year", "Season", "Month", "Day", "MedlineDate")]
    printed = " ".join(part for part in parts if part) or None
    year = _YEAR.search(printed or "")
    return printed, int(year[0]) if year else None


def _title(title: Element | None, vernacular: Element | None) -> str | None:
    """The title; the vernacular one where PubMed has no English one ("[Not Available].")."""
    english = _text(title)
    if english is None or _NOT_AVAILABLE.match(english):
        return _text(vernacular) or english
    return english


def _abstract(element: Element | None) -> str | None:
    """The abstract, each section of a structured one under its label."""
    if element is None:
        return None
    sections = []
    for part in element.findall("AbstractText"):
        text, label = _text(part), part.get("Label")
        if text:
            sections.append(f"{label}: {text}" if label and label.upper() != "UNLABELLED" else text)
    return "\n".join(sections) or None


def _first_author(authors: Element | None) -> str | None:
    first = authors.find("Author") if authors is not None else None
    if first is None:
        return None
    name = " ".join(filter(None, [_text(first.find("LastName")), _text(first.find("Initials"))]))
    return name or _text(first.find("CollectiveName"))


def _doi(article: Element, element: Element) -> str | None:
    """The DOI that the article states, else the one PubMed lists; one marked as not valid is none."""
    stated = [
        place
        for place in article.findall("ELocationID")
        if place.get("EIdType") == "doi" and place.get("ValidYN", "Y") == "Y"
    ]
    listed = [place for place in element.findall("PubmedData/ArticleIdList/ArticleId") if place.get("IdType") == "doi"]
    return next((doi for place in (*stated, *listed) if (doi := _text(place))), None)


def _pmid(element: Element | None) -> str:
    pmid = _text(element)
    if pmid is None or not is_number(pmid):
        raise TransientSourceError(f"PubMed sent a record with {shown_value(pmid)} where its PMID was expected.")
    return pmid


def _require(element: Element, name: str) -> Element:
    child = element.find(name)
    if child is None:
        raise TransientSourceError(f"PubMed sent a <{element.tag}> without its <{name}>.")
    return child


def _texts(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for element in elements if (text := _text(element))))


def _text(element: Element | None) -> str | None:
    """All text within, inline markup such as <i> and <sup> left out, white space made one space."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None
