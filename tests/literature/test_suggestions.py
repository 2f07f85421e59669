"""What title and abstract suggest, and the words it rests on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.literature.suggestions import Suggestion, read_rules, rule_pattern, suggest
from tests.reference_tables import reference_tables

RULES = read_rules(reference_tables()["suggestion_rule"].to_pylist())
DRUG = re.compile("imatinib", re.IGNORECASE)


def suggestion(abstract: str, title: str | None = None) -> Suggestion:
    return suggest(title, abstract, DRUG, RULES)


@pytest.mark.parametrize(
    ("abstract", "family"),
    [
        ("Imatinib in experimental autoimmune encephalomyelitis.", "EAE"),
        ("Imatinib was given to mice with EAE.", "EAE"),
        ("Imatinib and MOG35-55 peptide.", "EAE"),
        ("Imatinib was fed with cuprizone.", "toxic"),
        ("Imatinib after lysolecithin injection.", "toxic"),
        ("Imatinib in Theiler's virus infection.", "viral"),
        ("Imatinib in JHMV-infected mice.", "viral"),
        ("Imatinib was added to rat oligodendrocyte cultures.", "culture"),
        ("Imatinib in knockout animals.", "genetic"),
        ("Imatinib in a repeat-dose toxicity study.", "repeat-dose"),
        ("Imatinib in leukaemia.", None),
        ("Imatinib and the EAEs of others; beam-line MHVX.", None),
    ],
)
def test_a_model_is_suggested_by_its_words(abstract: str, family: str | None) -> None:
    assert suggestion(abstract).model.value == family


@pytest.mark.parametrize(
    ("abstract", "direction", "words"),
    [
        ("Imatinib ameliorated EAE.", "protective", ("ameliorated",)),
        ("Imatinib reduced the mean clinical score.", "protective", ("reduced the mean clinical score",)),
        ("Imatinib exacerbated EAE.", "harmful", ("exacerbated",)),
        ("Imatinib impaired remyelination.", "harmful", ("impaired remyelination",)),
        ("Imatinib prevented remyelination.", "harmful", ("prevented remyelination",)),
        ("Imatinib had no significant effect on EAE.", "no effect", ("no significant effect",)),
        ("Imatinib did not prevent EAE.", "no effect", ("not prevent",)),
        ("Imatinib failed to suppress EAE.", "no effect", ("failed to suppress",)),
        ("Imatinib did not worsen EAE.", None, ()),
        ("Imatinib ameliorated early and worsened late EAE.", "mixed", ("ameliorated", "worsened")),
        ("Imatinib was given to mice.", None, ()),
    ],
)
def test_a_direction_stands_with_the_words_it_rests_on(
    abstract: str, direction: str | None, words: tuple[str, ...]
) -> None:
    found = suggestion(abstract).direction
    assert (found.value, found.words) == (direction, words)


def test_what_is_said_of_something_else_counts_only_where_nothing_is_said_of_the_drug() -> None:
    assert suggestion("Pertussis toxin worsens EAE. Imatinib ameliorated EAE.").direction.value == "protective"
    assert suggestion("Imatinib was given. Treated mice were worse.").direction.value == "harmful"


@pytest.mark.parametrize(
    ("abstract", "regimen"),
    [
        ("Prophylactic imatinib in EAE.", "prophylactic"),
        ("Imatinib from the day of immunization in EAE.", "prophylactic"),
        ("Imatinib after the onset of EAE.", "therapeutic"),
        ("Imatinib, given prophylactically or after disease onset in EAE.", "both"),
        ("Imatinib on oligodendrocytes in culture.", "in vitro"),
        ("Imatinib is a therapeutic target in EAE.", None),
    ],
)
def test_a_regimen_is_suggested_by_its_words(abstract: str, regimen: str | None) -> None:
    assert suggestion(abstract).regimen.value == regimen


def test_the_sentences_are_those_that_name_drug_and_model() -> None:
    found = suggestion(
        "MS is a disease. Imatinib was given in EAE. Imatinib is a drug. EAE is a model.", "Imatinib in EAE"
    )
    assert found.sentences == ("Imatinib in EAE", "Imatinib was given in EAE.")
    assert found.names_together


def test_where_no_sentence_names_both_those_that_name_one_are_shown() -> None:
    found = suggestion("MS is a disease. Imatinib is a drug. EAE is a model.")
    assert found.sentences == ("Imatinib is a drug.", "EAE is a model.")
    assert not found.names_together


def test_other_models_are_named_beside_the_one_suggested() -> None:
    found = suggestion("Imatinib in EAE and again in EAE. Imatinib was fed with cuprizone. EAE again.")
    assert (found.model.value, found.other_models) == ("EAE", ("toxic",))


def test_a_record_without_a_text_suggests_nothing() -> None:
    found = suggest(None, None, None, RULES)
    assert (found.model.value, found.regimen.value, found.direction.value, found.sentences) == (None, None, None, ())


def test_a_text_about_something_else_suggests_nothing() -> None:
    found = suggestion("Survival improved with vemurafenib, also after the onset of melanoma.")
    assert (found.model.value, found.regimen.value, found.direction.value) == (None, None, None)


def test_a_gap_never_reaches_into_the_next_sentence() -> None:
    assert rule_pattern("reduc* ~ severity").search("It was reduced. The severity grew.") is None
    assert rule_pattern("reduc* ~ severity").search("reduced one two three four five severity") is None


@given(st.text(alphabet="imatinb EAE.ot prevworsdcuz-\n", max_size=300))
def test_every_word_that_a_suggestion_rests_on_stands_in_the_text(text: str) -> None:
    found = suggestion(text)
    flat = " ".join(text.split())
    for suggested in (found.model, found.regimen, found.direction):
        assert all(words in flat for words in suggested.words)
        assert (suggested.value is None) == (not suggested.words)
