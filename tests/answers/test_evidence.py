"""`nibwatch watch` sets animals beside people, for a drug, its target class and over all drugs."""

import re

from signals.answers.watch import all_drugs, whole_drug
from signals.database import open_read_only
from signals.pages.drug import drug_page
from signals.present.published_file import PublishedFile
from tests.publications import Publication


def test_a_drug_shows_its_two_questions_and_those_of_its_class(small_publication: Publication) -> None:
    said = whole_drug(small_publication.path, "imatinib").text
    questions = said.partition("THE TWO QUESTIONS, APART")[2].partition("\n\n")[0]
    rows = re.findall(
        r"^(imatinib|BCR-ABL) +(myelin harm|efficacy) \(.*?  (none found|uninformative) ", questions, re.M
    )
    # S001, S004 to S006 are of imatinib (three groups), S012 of dasatinib: all EAE, all protective
    assert rows == [
        ("imatinib", "myelin harm", "none found"), ("imatinib", "efficacy", "uninformative"),
        ("BCR-ABL", "myelin harm", "none found"), ("BCR-ABL", "efficacy", "uninformative"),
    ]  # fmt: skip
    assert "EAE measures efficacy in an induced disease, not demyelination in the unexposed." in " ".join(said.split())


def test_a_drug_shows_every_block_of_its_page(small_publication: Publication) -> None:
    said = whole_drug(small_publication.path, "imatinib").text
    with open_read_only(small_publication.path) as connection:
        page = drug_page(PublishedFile.of(connection, ["imatinib"]), "imatinib", "ingredient")
    assert len(page.sections) > 20
    assert [section.title for section in page.sections if section.title.upper() not in said.splitlines()] == []
    assert max(map(len, said.splitlines())) <= 110  # the last line names two commands


def test_a_drug_without_a_study_shows_those_of_its_class(small_publication: Publication) -> None:
    said = whole_drug(small_publication.path, "nilotinib").text
    assert "No animal study of nilotinib is coded." in said
    assert re.search(r"^BCR-ABL +efficacy .*uninformative", said, re.M)


def test_the_watchlist_ends_with_the_matrix_and_says_what_cannot_be_answered(small_publication: Publication) -> None:
    said = all_drugs(small_publication.path).text
    cell = r"^cns_onset +none found +too few reports +no animal evidence(\n    drugs)? +\d+(; |\n    )which "
    assert re.search(cell, said, re.M)
    assert re.search(r"^cns_onset: cannot be answered: \d+ of 116 drugs have animal evidence", said, re.M)
