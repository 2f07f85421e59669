"""OMOP, EU-ADR and Harpaz 2014 on 69,613 real reports: cells by other code, and the AUCs that docs/real-data.md gives."""

import re
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from signals.evaluation.evaluation import WITH_REPORTS, WITHOUT_REPORTS, Evaluation, SetResult, evaluate
from signals.evaluation.reference_set import read_terms
from tests.real.recount import Recount

pytestmark = pytest.mark.timeout(1800)

PAGE = Path(__file__).parents[2] / "docs" / "real-data.md"
ROW = re.compile(r"\| (.+?) \| (\d+) \+ (\d+) \| (\d+) \| `(\w+)` \| ([\d.]+) \(([\d.]+) to ([\d.]+)\) \| ([\d.]+) \|")


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    found = shared / "reference" / "reference_sets"
    if not found.is_dir():
        pytest.skip("no folder reference/reference_sets in ../shared")
    return found


@pytest.fixture(scope="module")
def evaluation(folder: Path, published: Path) -> Evaluation:
    return evaluate(published, folder)


def scored_pairs(result: SetResult) -> pd.DataFrame:
    return result.pairs[result.pairs["standing"].isin([WITH_REPORTS, WITHOUT_REPORTS])]


def test_the_cells_of_the_reference_pairs_are_those_of_the_zips(
    evaluation: Evaluation, folder: Path, recount: Recount
) -> None:
    for result in evaluation.sets:
        terms = read_terms(folder, result.reference).groupby("outcome")["event_pt"].agg(list)
        terms.index = terms.index.str.casefold()
        for pair in scored_pairs(result).itertuples():
            drug = recount.of_ingredient[pair.ingredient]
            outcome = pair.outcome.casefold()
            events = set().union(*(recount.of_event.get(term.lower(), set()) for term in terms.get(outcome, [outcome])))
            a = len(drug & events)
            b, c = len(drug) - a, len(events) - a
            assert (pair.a, pair.b, pair.c, pair.d) == (a, b, c, recount.case_count - a - b - c), pair


def test_the_page_gives_the_aucs_that_come_out(evaluation: Evaluation) -> None:
    printed = [match.groups() for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(printed) == 4 * len(evaluation.sets)
    for name, *numbers in printed:
        (result,) = (each for each in evaluation.sets if each.reference.name == name)
        (measure,) = (each for each in result.measures if each.name == numbers[3])
        assert measure.auc and measure.auc_with_reports
        all_pairs, with_reports = measure.auc, measure.auc_with_reports
        assert numbers == [
            str(result.count(WITH_REPORTS, WITHOUT_REPORTS, is_positive=True)),
            str(result.count(WITH_REPORTS, WITHOUT_REPORTS, is_positive=False)),
            str(result.count(WITH_REPORTS)),
            measure.name,
            *(f"{number:.3f}" for number in (all_pairs.value, all_pairs.lower, all_pairs.upper, with_reports.value)),
        ]


@pytest.mark.parametrize("statistic", ["a", "prr"])
def test_an_auc_is_the_mann_whitney_statistic_that_scipy_gives(evaluation: Evaluation, statistic: str) -> None:
    for result in evaluation.sets:
        pairs = scored_pairs(result)
        value = pairs[statistic].fillna(
            -1
        )  # below every number: a pair without a case and without a number ranks lowest
        positive, negative = value[pairs["is_positive"]], value[~pairs["is_positive"].astype(bool)]
        u = mannwhitneyu(positive, negative).statistic
        (measure,) = (each for each in result.measures if each.name == statistic)
        assert measure.auc and measure.auc.value == pytest.approx(u / (len(positive) * len(negative)), abs=1e-12)
