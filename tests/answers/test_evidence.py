"""`nibwatch watch` sets animals beside people, for a drug, its target class and over all drugs."""

import re

from signals.answers.watched_drug import whole_drug_text
from signals.answers.watchlist import watchlist_text
from tests.publications import Publication


def test_a_drug_shows_its_two_questions_and_those_of_its_class(small_publication: Publication) -> None:
    said = whole_drug_text(small_publication.path, "imatinib")
    questions = said.partition("The two questions, apart")[2].partition("\n\n")[0]
    rows = re.findall(r"^(imatinib|BCR-ABL) +(myelin harm|efficacy) \(.*?\?\) +(\S+(?: \S+)*)  ", questions, re.M)
    # S001, S004 to S006 are of imatinib (three groups), S012 of dasatinib: all EAE, all protective
    assert rows == [
        ("imatinib", "myelin harm", "none found"), ("imatinib", "efficacy", "uninformative"),
        ("BCR-ABL", "myelin harm", "none found"), ("BCR-ABL", "efficacy", "uninformative"),
    ]  # fmt: skip
    for title in (
        "Coded animal and culture studies of imatinib:", "What they amount to", "Animals beside people:",
        "Published reports on people and imatinib:", "Trials of imatinib in demyelinating disease:",
    ):  # fmt: skip
        assert title in said
    assert "EAE measures efficacy in an induced disease, not demyelination in the unexposed." in said


def test_a_drug_without_a_study_shows_those_of_its_class(small_publication: Publication) -> None:
    said = whole_drug_text(small_publication.path, "nilotinib")
    assert "No coded animal study of nilotinib." in said
    assert re.search(r"^BCR-ABL +efficacy .*uninformative", said, re.M)


def test_the_watchlist_ends_with_the_matrix_and_says_what_cannot_be_answered(small_publication: Publication) -> None:
    said = watchlist_text(small_publication.path)
    assert re.search(r"^cns_onset +none found +too few reports +no animal evidence +\d+ ", said, re.M)
    assert re.search(r"^cns_onset: cannot be answered: \d+ of 116 drugs have animal evidence", said, re.M)
