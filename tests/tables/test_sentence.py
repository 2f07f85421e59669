"""The sentence on a pair says what its verdicts say, and never more."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.verdict import VERDICTS
from signals.tables.sentence import Row, drug_in_words
from signals.tables.sentence import sentence as sentence_of
from signals.vocabulary.watchlist import load_watchlist
from signals.vocabulary.watchlist_analyses import read_defaults

DISPROPORTIONATE, NOT_DISPROPORTIONATE, TOO_FEW, INCONCLUSIVE = VERDICTS

OURS = ("no_ms_context", "no_known_causes")
WITHOUT = {
    analysis.name: analysis.words
    for analysis in load_watchlist("tki_demyelination").analyses
    if analysis in read_defaults().analyses or analysis.name in OURS
}
"""The defaults and two of ours: nine in words."""


def sentence(row: Row) -> str:
    return sentence_of(row, WITHOUT)


def primary(
    a: int, expected: float, ratio: float, lower: float, upper: float, verdict: str, detectable: float | None
) -> dict[str, object]:
    ic, ic_lower, ic_upper = map(math.log2, (ratio, lower, upper))
    found = {"a": a, "expected": expected, "ic": ic, "ic_lower": ic_lower, "ic_upper": ic_upper}
    found |= {"verdict": verdict, "detectable_ratio": detectable, "q_value": None, "look_count": None}
    found |= {"calibrated_p": None}
    return {f"primary_{name}": value for name, value in found.items()}


def comparison(*found: Any) -> dict[str, object]:
    return {name.replace("primary", "comparison"): value for name, value in primary(*found).items()}


STRONG = (23, 7.2, 3.1, 1.9, 5.0, DISPROPORTIONATE, 2.4)
GONE = (4, 13.0, 0.33, 0.1, 0.8, NOT_DISPROPORTIONATE, 2.0)
EVERYWHERE = {
    "drug": "imatinib",
    "drug_kind": "ingredient",
    "event_title": "Optic neuritis",
    "primary_reason": None,
    "analysis_count": len(WITHOUT),
    "comparison_analysis": "no_ms_context",
    "holds_in": [*WITHOUT],
    "vanishes_in": [],
    "inconclusive_in": [],
    "too_few_in": [],
    "appears_in": [],
    "primary_cases_to_lose": None,
    **primary(*STRONG),
    **comparison(*STRONG),
}


def changed(*groups: dict[str, object], **columns: object) -> dict[str, object]:
    row = dict(EVERYWHERE)
    for group in (*groups, columns):
        row |= group
    return row


def all_but(*names: str) -> list[str]:
    return [name for name in WITHOUT if name not in names]


def test_a_pair_that_holds_everywhere_is_said_to_hold_in_all_analyses() -> None:
    assert sentence(EVERYWHERE) == (
        "When all reports count: optic neuritis is reported 3.1 times (1.9 to 5.0) as often as expected with imatinib, 23 cases; "
        "it holds in all 10 analyses."
    )


def test_analyses_that_could_not_be_made_are_not_counted_as_holding() -> None:
    made = all_but("same_indication", "before_publicity")
    said = sentence(changed(analysis_count=8, holds_in=made))
    assert said.endswith("it holds in all 8 analyses that could be made.")


def test_what_ends_a_result_is_named_in_words_with_the_cases_that_carry_it() -> None:
    # The shape of the sentence that the watchlist's readers were promised.
    found = changed(
        comparison(*GONE),
        holds_in=all_but("no_ms_context", "hcp_only"),
        vanishes_in=("hcp_only", "no_ms_context"),
        primary_cases_to_lose=9,
    )
    assert sentence(found) == (
        "When all reports count: optic neuritis is reported 3.1 times (1.9 to 5.0) as often as expected with imatinib, 23 cases; it holds in "
        "8 of 10 analyses, and vanishes among reports of health professionals and without reports in an MS context; "
        "without 9 of these cases it would not stand out."
    )


def test_too_few_reports_left_is_not_called_vanishing() -> None:
    found = changed(holds_in=all_but("no_ms_context"), vanishes_in=("no_ms_context",), too_few_in=("no_ms_context",))
    assert "vanish" not in sentence(found)
    assert "too few reports are left to judge it without reports in an MS context" in sentence(found)


def test_an_inconclusive_analysis_is_not_called_vanishing() -> None:
    found = changed(holds_in=all_but("adjusted"), vanishes_in=("adjusted",), inconclusive_in=("adjusted",))
    assert "vanish" not in sentence(found)
    assert "and is inconclusive after adjustment for age, sex and year" in sentence(found)


def test_a_masked_pair_is_reported_with_the_numbers_without_the_ms_context() -> None:
    first = primary(29, 37.0, 0.78, 0.5, 1.1, NOT_DISPROPORTIONATE, 1.5)
    without = comparison(29, 11.5, 2.46, 1.7, 3.4, DISPROPORTIONATE, 2.1)
    found = changed(
        first,
        without,
        event_title="New central demyelination",
        holds_in=("no_ms_context",),
        appears_in=("no_ms_context",),
    )
    assert sentence(found) == (
        "When all reports count: new central demyelination is not reported disproportionately with imatinib: 29 cases, 37 expected, and a doubling "
        "of the reporting is ruled out; but it is reported disproportionately without reports in an MS context: 2.5 times (1.7 to 3.4) as "
        "often as expected, 29 cases."
    )


def test_a_masked_pair_that_other_analyses_show_too_tells_them_after_its_numbers() -> None:
    first = primary(29, 37.0, 0.78, 0.5, 1.1, NOT_DISPROPORTIONATE, 1.5)
    without = comparison(29, 11.5, 2.46, 1.7, 3.4, DISPROPORTIONATE, 2.1)
    found = changed(first, without, holds_in=(), appears_in=("no_known_causes", "no_ms_context"))
    assert "without reports in an MS context: 2.5 times (1.7 to 3.4) as often as expected, 29 cases" in sentence(found)
    assert sentence(found).endswith("; it is so, too, without reports that name a drug known to demyelinate.")


def test_few_reports_are_an_answer_of_their_own_with_what_would_have_been_found() -> None:
    few = (1, 0.36, 1.7, 0.1, 5.2, TOO_FEW, 12.1)
    found = changed(primary(*few), comparison(*few), holds_in=(), too_few_in=tuple(WITHOUT))
    assert sentence(found) == (
        "When all reports count: too few reports to judge optic neuritis with imatinib: 1 case, 0.36 expected; a Poisson test has 80% power for "
        "a ratio of 12 or more."
    )


def test_a_found_pair_is_reported_with_what_is_left_after_allowing_for_all_drugs_looked_at() -> None:
    found = changed(primary_q_value=0.0031, primary_look_count=98, primary_calibrated_p=0.012)
    assert sentence(found).endswith("; q 0.0031 over 98 drugs, calibrated p 0.012.")
    without_controls = changed(primary_q_value=1e-14, primary_look_count=98)
    assert sentence(without_controls).endswith("; q below 1e-10 over 98 drugs.")


def test_an_inconclusive_pair_says_so_with_its_interval() -> None:
    unclear = (18, 14.0, 1.28, 0.8, 2.0, INCONCLUSIVE, 1.9)
    found = changed(primary(*unclear), comparison(*unclear), holds_in=())
    assert sentence(found) == (
        "When all reports count: reports of optic neuritis with imatinib are inconclusive: 18 cases, 14 expected, 1.3 times (0.80 to 2.0) as "
        "often as expected."
    )


def test_nothing_to_compare_is_stated_with_its_reason() -> None:
    found = changed(primary_reason="no report that suspects the drug is left")
    assert sentence(found) == (
        "Nothing can be said about optic neuritis with imatinib: no report that suspects the drug is left."
    )


@pytest.mark.parametrize(
    "event", ["Guillain-Barre syndrome", "POEMS syndrome", "Lhermitte's sign"]
)  # fmt: skip
def test_names_keep_their_capital_inside_the_sentence(event: str) -> None:
    assert event in sentence(changed(event_title=event, primary_reason="x"))


def test_a_class_is_named_as_one() -> None:
    assert drug_in_words("BCR-ABL", "target_class") == "the target class BCR-ABL"
    assert drug_in_words("tyrosine kinase inhibitor", "class") == "any tyrosine kinase inhibitor"
    assert drug_in_words("imatinib", "ingredient") == "imatinib"


def test_a_verdict_on_a_class_is_on_the_class_as_a_whole_and_not_on_any_drug_of_it() -> None:
    said = sentence(
        changed(primary(29, 37.0, 0.78, 0.5, 1.1, NOT_DISPROPORTIONATE, 1.5), drug_kind="class", holds_in=())
    )
    assert "not reported disproportionately with the class imatinib as a whole" in said
    assert "any" not in said


verdicts = st.dictionaries(st.sampled_from(list(WITHOUT)), st.sampled_from(VERDICTS), min_size=1)


@given(verdicts, st.integers(0, 500), st.floats(0.001, 1e4), st.none() | st.integers(1, 30))
def test_the_sentence_claims_no_more_than_the_verdicts(
    verdict: dict[str, str], a: int, expected: float, lost: int | None
) -> None:
    verdict = {"primary": INCONCLUSIVE} | verdict
    said = sentence(_summary(verdict, a, expected, lost))
    holds = {name for name, word in verdict.items() if word == DISPROPORTIONATE}
    assert not re.search(r"\b(risk|causes?|safe|caused|dangerous)\b", said)
    assert said.count(".") >= 1 and said.endswith(".")
    assert (" is reported " in said and "as often as expected with" in said) == ("primary" in holds)
    assert ("but it is reported disproportionately" in said) == ("primary" not in holds and bool(holds))
    assert ("would not stand out" in said) == ("primary" in holds and lost is not None)
    if "vanishes" in said:
        assert NOT_DISPROPORTIONATE in verdict.values()
    for name in WITHOUT.keys() - verdict.keys():
        assert WITHOUT[name] not in said


def _summary(verdict: dict[str, str], a: int, expected: float, lost: int | None) -> Row:
    first = verdict["primary"]

    def of(word: str) -> list[str]:
        return [name for name, found in verdict.items() if found == word]

    is_first = first == DISPROPORTIONATE
    return changed(
        primary(a, expected, max(a, 0.001) / expected, 0.5, 2.0, first, 3.0),
        analysis_count=len(verdict),
        holds_in=of(DISPROPORTIONATE),
        vanishes_in=[name for name in verdict if verdict[name] != DISPROPORTIONATE] if is_first else [],
        inconclusive_in=of(INCONCLUSIVE),
        too_few_in=of(TOO_FEW),
        appears_in=[] if is_first else of(DISPROPORTIONATE),
        primary_cases_to_lose=lost,
    )


def test_no_report_at_all_is_distinguished_from_too_few() -> None:
    unreported = EVERYWHERE | primary(0, 0.0, 1, 1, 1, TOO_FEW, None) | {"drug_case_count": 0}
    assert sentence(unreported) == (
        "No report at all suspects imatinib, so that nothing can be said about optic neuritis."
    )
    assert sentence(unreported | {"drug_case_count": 1}).startswith("When all reports count: too few")
