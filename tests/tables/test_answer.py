"""The question answered in words: each sentence says what the verdicts say and no more."""

from itertools import product
from typing import Any

import pytest

from signals.database import open_read_only
from signals.tables.answer import answer
from signals.vocabulary.reference import verdict_words
from tests.publications import Publication

IMATINIB: dict[str, Any] = {
    "drug": "imatinib", "drug_kind": "ingredient", "event": "cns_onset", "event_title": "New central demyelination",
    "study_count": 3, "group_count": 3, "protective_count": 3, "harmful_count": 0, "mixed_count": 0, "null_count": 0,
    "myelin_count": 0, "myelin_protective_count": 0, "myelin_harmful_count": 0, "myelin_verdict": "none found",
    "base_rate": 0.901, "failed_effect": 59.4, "marketed_effect": 52.8, "fate_answer": "animals do not discriminate",
    "human_verdict": "disproportionate", "primary_verdict": "disproportionate",
    "analysis_words": "without reports in an MS context", "a": 60, "expected": 6.2, "ic": 3.17, "ic_lower": 2.79,
    "ic_upper": 3.51, "detectable_ratio": 2.4, "q_value": 1e-08, "look_count": 98, "calibrated_p": 0.001,
    "cases_to_lose": 50, "is_hollow": False, "cautions": [], "report_count": 1, "open_trials": ["NCT03674099"],
    "harm": "hurts myelin", "harm_noun": "harm to myelin", "subject": "demyelination", "disease_name": "multiple sclerosis", "target_organ": "brain",
    "treatment_days": None, "timed_count": 0, "onset_median_days": 142.4, "onset_count": 12, "says_penetration": False, "inherited_count": 0, "inherited_harmful_count": 0, "ways": [], "listed_count": 0, "set_aside": [], "harmful_compounds": [],
}  # fmt: skip


def said(name: str, **changed: Any) -> str:
    return answer(IMATINIB | changed)[name] or ""


def test_animals_that_were_not_asked_about_myelin_were_not_wrong() -> None:
    assert "not wrong about imatinib, for none was asked" in said("in_short")
    assert said("animals").startswith(
        "3 coded animal studies of imatinib count, by 3 independent groups: 3 protective;"
    )
    assert said("warning") == (
        "That could not have warned: 90% of published studies of the kind are positive, whatever becomes of the drug:"
        " drugs that failed in multiple sclerosis lower the score of the induced disease by 59%, those that are marketed"
        " for it by 53%."
    )


def test_time_on_drug_stands_beside_human_onset_where_both_are_known() -> None:
    known = {"treatment_days": 14, "timed_count": 1}
    assert said("warning", **known).endswith(
        " Animals were treated for 14 days at most (1 of 3 studies says how long); people's reports began at a median of"
        " 142 days (12 cases with both dates)."
    )
    assert "2 of 3 studies say how long" in said("warning", treatment_days=14, timed_count=2)
    assert "were treated" not in said("warning") + said("warning", **known, onset_median_days=None)


def test_the_size_of_effects_is_left_out_where_animals_would_discriminate() -> None:
    assert "lower the score" not in said("warning", fate_answer="too few drugs to tell")


def test_what_research_compounds_with_the_same_targets_showed_is_reported_and_called_theirs() -> None:
    ways = ["through SRC, 0.21 nmol/L", "through FYN, 0.79 nmol/L", "c", "d"]
    assert said("warning", inherited_count=8, inherited_harmful_count=4, ways=ways).endswith(
        " 8 studies of other compounds or of knock-outs that act on a target of the drug asked whether that hurts myelin, and 4 found harm"
        " (through SRC, 0.21 nmol/L; through FYN, 0.79 nmol/L; c and others)."
    )
    assert "and none found harm (c)." in said("warning", inherited_count=1, ways=["c"])


@pytest.mark.parametrize(
    ("changed", "short", "warning"),
    [
        ({"study_count": 0}, "animals were not asked about", "no warning and could give none"),
        (
            {"myelin_count": 2, "myelin_harmful_count": 2, "myelin_verdict": "harmful"},
            "animals warned",
            "was a warning",
        ),
        (
            {"myelin_count": 2, "myelin_harmful_count": 1, "myelin_verdict": "mixed"},
            "to be a warning",
            "1 of 2 studies",
        ),
        ({"myelin_count": 1, "myelin_verdict": "too few"}, "showed no harm", "one study is too few"),
    ],
)
def test_whether_animals_could_have_warned_follows_from_what_they_were_asked(
    changed: dict[str, Any], short: str, warning: str
) -> None:
    assert short in said("in_short", **changed)
    assert warning in said("warning", **changed)


@pytest.mark.parametrize(
    ("changed", "short", "chance"),
    [
        ({}, "more than chance explains.", "Chance is an unlikely explanation (q 1e-08 over 98 drugs"),
        ({"q_value": 0.2}, "may be chance", "It can be chance (q 0.2 over"),
        ({"calibrated_p": 0.03}, "errors of reporting", "Chance alone is an unlikely explanation"),
        ({"calibrated_p": None}, "more than chance explains.", "q 1e-08 over 98 drugs looked at; without 50 cases"),
        ({"q_value": None}, "for a class nothing allows", "not worked out for a class"),
        (
            {"is_hollow": True, "cautions": ["all 60 cases cite one article"]},
            "one story",
            "all 60 cases cite one article",
        ),
        (
            {"cautions": ["holds in 2 of 12 analyses"]},
            "explains, with cautions.",
            "Cautions: holds in 2 of 12 analyses.",
        ),
        ({"human_verdict": "inconclusive"}, "may be a fluke", "It can be chance"),
        ({"human_verdict": "too few reports"}, "too few to tell", "only a ratio of 2.4 or more"),
        ({"human_verdict": "not disproportionate"}, "rule out a doubling", "nothing for chance to explain"),
        ({"human_verdict": None}, "were not counted", "nothing can be said"),
    ],
)
def test_whether_it_can_be_chance_follows_from_verdict_q_and_negative_controls(
    changed: dict[str, Any], short: str, chance: str
) -> None:
    assert short in said("in_short", **changed)
    assert chance in said("chance", **changed)


def test_what_people_report_has_its_numbers_and_the_verdict_s_own_words() -> None:
    # 2^3.17, 2^2.79, 2^3.51
    assert said("people") == (
        "People: 60 cases of new central demyelination with imatinib without reports in an MS context, 6.2 expected,"
        " 9.0 times (6.9 to 11) as often: disproportionately reported. 1 published case report or series of demyelination names it."
    )
    assert "times" not in said("people", a=0, human_verdict="too few reports")
    assert "Over all reports it is disproportionate." in said("people", human_verdict="inconclusive")


def test_what_is_missing_is_named_and_nothing_where_nothing_is() -> None:
    assert said("missing") == (
        "Missing: a study of animals that asks whether the drug hurts myelin; a study that says whether the drug reached the"
        " brain; results of NCT03674099."
    )
    complete = IMATINIB | {"myelin_count": 1, "says_penetration": True, "open_trials": []}
    assert answer(complete)["missing"] is None
    assert "results of a, b, c and 1 more" in said("missing", open_trials=list("abcd"))


QUERCETIN = "S101, given together with quercetin: what a combination does is not what the drug does"


def test_a_study_that_found_harm_and_does_not_count_is_reported_with_its_reason() -> None:
    known = {"drug": "dasatinib", "set_aside": [QUERCETIN], "study_count": 1}
    assert "no study that counts asked animals whether dasatinib hurts myelin, and what found harm does" in said(
        "in_short", **known
    )
    assert f" Not counted: 1 study that found harm ({QUERCETIN})." in said("warning", **known)
    assert "a study of animals that counts and asks whether" in said("missing", **known)
    assert said("warning", set_aside=[QUERCETIN], study_count=0).startswith("Animals gave no warning that counts. Not")
    assert "2 studies that found harm (S112, x; S113, y)" in said("warning", set_aside=["S112, x", "S113, y"])


def test_a_label_that_lists_the_event_is_reported_of_the_drug_and_of_its_class() -> None:
    assert said("people", listed_count=1).endswith(" it. A label of it that is coded by hand lists such an event.")
    of_class = {"drug": "BCR-ABL", "drug_kind": "target_class", "report_count": 2}
    assert said("people", listed_count=3, **of_class).endswith(
        " 2 published case reports or series of demyelination name one of its drugs. Labels of 3 of its drugs that are coded by hand list such an event."
    )
    assert "A label of 1 of its drugs that is coded by hand lists" in said("people", listed_count=1, **of_class)


def test_one_study_is_one_and_a_class_names_the_compounds_that_harm_was_found_with() -> None:
    hint = {"study_count": 1, "myelin_count": 1, "myelin_harmful_count": 1, "myelin_verdict": "too few"}
    assert "one study found harm to myelin with imatinib, too little" in said("in_short", **hint)
    assert "a hint: the one study that asks about harm found it, which" in said("warning", **hint)
    assert "1 of them asks whether the drug hurts myelin, the other whether" in said(
        "animals", study_count=2, myelin_count=1
    )
    of_class = {"drug": "tyrosine kinase inhibitor", "drug_kind": "class", "myelin_count": 3, "myelin_harmful_count": 2}
    assert "some studies found harm to myelin with some tyrosine kinase inhibitor" in said("in_short", **of_class)
    assert "2 of 3 studies that ask about harm found it (of PLX5622, no medicine; capmatinib), which" in said(
        "warning", **of_class, harmful_compounds=["PLX5622, no medicine", "capmatinib"]
    )


def test_every_combination_of_verdicts_reads_as_whole_sentences_without_forbidden_words() -> None:
    kinds = (("imatinib", "ingredient"), ("BCR-ABL", "target_class"), ("tyrosine kinase inhibitor", "class"))
    counts = ((0, 0, 0), (1, 0, 0), (1, 1, 1), (4, 2, 0), (4, 4, 2))
    for (drug, kind), (studies, myelin, harmful), verdict, ic in product(
        kinds, counts, [*verdict_words(), None], [None, 1.0]
    ):
        text = said(
            "answer", drug=drug, drug_kind=kind, study_count=studies, myelin_count=myelin, myelin_harmful_count=harmful,
            human_verdict=None if verdict == "not counted" else verdict, ic=ic, ic_lower=ic, ic_upper=ic, protective_count=studies,
        )  # fmt: skip
        assert text.startswith("In short: ") and text.endswith(".") and "None" not in text and "nan" not in text
        assert not any(word in text for word in ("risk", "causes", " safe", "..", "  ", " ,", ": ."))


def test_every_watched_drug_is_answered_for_each_group_that_an_animal_model_speaks_to(
    small_publication: Publication,
) -> None:
    with open_read_only(small_publication.path) as connection:
        unanswered = connection.execute("""
            SELECT drug, event FROM evidence.agreement WHERE agreement != 'no relevant model'
            EXCEPT SELECT drug, event FROM evidence.answer WHERE answer LIKE 'In short: %.'
        """).fetchall()
        others = connection.execute("""
            SELECT count(*) FROM evidence.answer SEMI JOIN evidence.agreement AS other
            ON answer.drug = other.drug AND answer.event = other.event AND other.agreement = 'no relevant model'
        """).fetchall()
    assert (unanswered, others) == ([], [(0,)])


def test_what_is_known_of_a_medicine_is_reported_of_its_class_too_and_peripheral_cases_of_neither(
    small_publication: Publication,
) -> None:
    with open_read_only(small_publication.path) as connection:
        people = dict(
            connection.execute("""
                SELECT drug, people FROM evidence.answer
                WHERE event = 'cns_onset' AND drug IN ('imatinib', 'dasatinib', 'BCR-ABL')
            """).fetchall()
        )
    # H001 of imatinib, H002 of nilotinib; H109 of dasatinib is peripheral. Labels: H101 to H103
    assert "1 published case report or series of demyelination names it. A label of it that" in people["imatinib"]
    assert "published" not in people["dasatinib"] and "A label of it that is coded by hand lists" in people["dasatinib"]
    assert "2 published case reports or series of demyelination name one of its drugs. Labels of 3" in people["BCR-ABL"]
