"""nibwatch evaluate: planted truth is told from planted nulls, and every pair of a set is accounted for."""

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from signals import cli
from signals.answers.evaluation import scores
from signals.errors import RequestError
from signals.evaluation.evaluation import (
    UNKNOWN_DRUG,
    UNKNOWN_EVENT,
    WITH_REPORTS,
    WITHOUT_REPORTS,
    Evaluation,
    evaluate,
)
from signals.evaluation.measures import CRITERIA, RANKINGS, Measure
from signals.statistics import ebgm, score
from tests.evaluation.conftest import NEGATIVE, POSITIVE, PRIOR
from tests.publications import Publication


@pytest.fixture(scope="module")
def evaluation(planted_publication: Path, omop_folder: Path) -> Evaluation:
    return evaluate(planted_publication, omop_folder)


def measure(evaluation: Evaluation, name: str) -> Measure:
    (found,) = [measure for measure in evaluation.sets[0].measures if measure.name == name]
    return found


def test_every_pair_of_the_set_has_one_standing(evaluation: Evaluation) -> None:
    (result,) = evaluation.sets
    assert result.count(WITH_REPORTS, is_positive=True) == len(POSITIVE)
    assert result.count(WITH_REPORTS, is_positive=False) == len(NEGATIVE)
    assert result.pairs.set_index("drug")["standing"].loc["raredrug"] == WITHOUT_REPORTS
    assert result.pairs.set_index("drug")["standing"].loc["nowhere"] == UNKNOWN_DRUG
    assert result.pairs["standing"].iloc[-1] == UNKNOWN_EVENT
    assert len(result.pairs) == 15


def test_a_salt_that_one_ingredient_carries_in_most_records_stands_for_it(evaluation: Evaluation) -> None:
    assert evaluation.sets[0].pairs.set_index("drug")["ingredient"].loc["Nulldrug citrate"] == "nulldrug0"


def test_cells_are_distinct_counted_cases_of_any_term_of_the_outcome(
    planted_publication: Path, evaluation: Evaluation
) -> None:
    with duckdb.connect(str(planted_publication), read_only=True) as connection:
        rows = connection.execute(
            """
            WITH one AS (
                SELECT caseid, any_value(ingredient) AS drug
                    , bool_or(event_pt IN ('Acute kidney injury', 'Anuria')) AS has_outcome
                FROM faers.cases INNER JOIN faers.suspect USING (caseid) INNER JOIN faers.case_event USING (caseid)
                WHERE is_counted
                GROUP BY caseid
            )
            SELECT count_if(drug = 'harmdrug3' AND has_outcome), count_if(drug = 'harmdrug3' AND NOT has_outcome)
                , count_if(drug != 'harmdrug3' AND has_outcome), count_if(drug != 'harmdrug3' AND NOT has_outcome)
            FROM one
            """
        ).fetchall()
    row = evaluation.sets[0].pairs.set_index("drug").loc["Harmdrug3"]
    assert tuple(row[list("abcd")]) == rows[0]


def test_statistics_are_those_of_the_pure_functions(evaluation: Evaluation) -> None:
    pairs = evaluation.sets[0].pairs.dropna(subset="a")
    scores = score(*(pairs[cell] for cell in "abcd"))
    for name in ("prr", "ror_lower", "ic_lower", "chi_square_yates"):
        np.testing.assert_array_equal(pairs[name].to_numpy(dtype=float), scores[name])
    shrunk = ebgm.quantile(PRIOR, pairs["a"], pairs["expected_stratified"], 0.05)
    np.testing.assert_allclose(pairs["ebgm_lower"].to_numpy(dtype=float), shrunk, rtol=1e-9)
    # Stratified by age band, sex and year, and near (a+b)(a+c)/N because the strata were drawn at random.
    np.testing.assert_allclose(pairs["expected_stratified"], pairs["expected"], rtol=0.15)
    assert (pairs["expected_stratified"] != pairs["expected"]).all()


@pytest.mark.parametrize("name", RANKINGS)
def test_planted_truth_is_ranked_above_planted_nulls(evaluation: Evaluation, name: str) -> None:
    found = measure(evaluation, name)
    assert found.auc is not None and found.auc.lower <= found.auc.value <= found.auc.upper
    assert found.auc.value > 0.95
    pairs = evaluation.sets[0].pairs.dropna(subset="a").fillna({name: -np.inf})
    won = mannwhitneyu(pairs.loc[pairs["is_positive"], name], pairs.loc[~pairs["is_positive"], name]).statistic
    assert found.auc.value == pytest.approx(won / (pairs["is_positive"].sum() * (~pairs["is_positive"]).sum()))


@pytest.mark.parametrize("name", CRITERIA)
def test_criteria_tell_planted_truth_from_planted_nulls(evaluation: Evaluation, name: str) -> None:
    screening = measure(evaluation, name).screening
    assert screening is not None
    assert screening.true_positive + screening.false_negative == 6
    assert screening.false_positive + screening.true_negative == 7, "a pair without reports counts as not flagged"
    assert screening.specificity.value >= 6 / 7
    # EB05 >= 2 asks for more than a tripling among a tenth of the cases shows.
    assert screening.sensitivity.value >= (0 if name == "is_ebgm" else 5 / 6)


def test_the_same_file_gives_the_same_digits(planted_publication: Path, omop_folder: Path) -> None:
    first, second = (scores(evaluate(planted_publication, omop_folder)).json for _ in range(2))
    assert first == second


def test_the_text_counts_pairs_without_reports_and_unknown_ones(evaluation: Evaluation) -> None:
    said = scores(evaluation).text
    assert said.startswith("SYNTHETIC")
    lines = {line.split("  ")[0]: line.split() for line in said.splitlines()}
    assert lines["without reports"][2:4] == ["0", "1"]
    assert lines["drug unknown"][2:4] == ["1", "0"]
    assert lines["event unknown"][2:4] == ["1", "0"]
    assert "Not in the folder: eu_adr.csv (EU-ADR), harpaz_2014.csv (Harpaz 2014)." in said


def test_json_is_strict_and_has_every_pair(evaluation: Evaluation) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    content = json.loads(scores(evaluation).json, parse_constant=refuse)
    (found,) = content["sets"]
    assert len(found["pairs"]) == 15
    assert found["pairs_by_standing"]["drug unknown"] == {"positive": 1, "negative": 0}
    rare = next(pair for pair in found["pairs"] if pair["drug"] == "raredrug")
    assert rare["a"] == 0 and rare["prr"] == 0 and rare["ror"] is None
    assert {row["name"] for row in found["measures"]} == {*RANKINGS, *CRITERIA}


def test_a_missing_prior_leaves_ebgm_without_a_number(
    planted_publication: Path, omop_folder: Path, tmp_path: Path
) -> None:
    refused = Path(shutil.copy(planted_publication, tmp_path / "refused.duckdb"))
    with duckdb.connect(str(refused)) as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE meta.prior AS SELECT NULL::DOUBLE AS alpha1, NULL::DOUBLE AS beta1, "
            "NULL::DOUBLE AS alpha2, NULL::DOUBLE AS beta2, NULL::DOUBLE AS p, 'no cell has a report' AS refusal"
        )
    evaluation = evaluate(refused, omop_folder)
    for name in ("ebgm", "ebgm_lower", "is_ebgm"):
        found = measure(evaluation, name)
        assert found.auc is None and found.screening is None
    said = scores(evaluation).text
    assert "EBGM is undefined: no cell has a report" in said
    assert measure(evaluation, "ic_lower").auc is not None


def test_pairs_that_the_file_knows_nothing_of_end_in_one_sentence(planted_publication: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("exposureName,outcomeName,groundTruth\nnowhere,Nausea,1\nharmdrug0,Never said,0\n")
    with pytest.raises(RequestError, match=r"None of the 2 pairs .* has a drug and an event that"):
        evaluate(planted_publication, own)


def test_a_file_of_one_s_own_may_name_preferred_terms(planted_publication: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("exposureName,outcomeName,groundTruth\nharmdrug0,anuria,1\nnulldrug1,ANURIA,0\n")
    (result,) = evaluate(planted_publication, own).sets
    assert result.reference.name == "own"
    assert result.count(WITH_REPORTS) == 2


def test_a_published_world_is_scored_from_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_publication: Publication, tmp_path: Path
) -> None:
    # Planted in the SYNTHETIC world: anti-TNF drugs with demyelination, natalizumab with PML; the others have no effect.
    (tmp_path / "harpaz_2014.csv").write_text(
        "EVENT_CONCEPT_NAME,DRUG_CONCEPT_NAME,GROUND_TRUTH\n"
        + "".join(f"Myelin loss,{drug},1\n" for drug in ("Adalimumab", "Etanercept", "Infliximab"))
        + "PML,Natalizumab,1\n"
        + "".join(
            f"Myelin loss,{drug},0\n" for drug in ("Ibrutinib", "Sunitinib", "Erlotinib", "Dasatinib", "Ruxolitinib")
        )
    )
    (tmp_path / "harpaz_2014_events.csv").write_text(
        "EVENT_CONCEPT_NAME,MEDDRA_PT,DEFINITION_LEVEL\nMyelin loss,Demyelination,narrow\n,Nausea,broad\n"
        "PML,Progressive multifocal leukoencephalopathy,narrow\n"
    )
    arguments = ["evaluate", "--reference-sets", tmp_path, "--data-dir", small_publication.home, "--json"]
    cli.answer(list(map(str, arguments)))
    (found,) = json.loads(capsys.readouterr().out)["sets"]
    assert sum(count["positive"] for count in found["pairs_by_standing"].values()) == 4
    aucs = {row["name"]: row["auc"]["value"] for row in found["measures"] if row["name"].startswith("ic")}
    assert aucs == {"ic": 1.0, "ic_lower": 1.0}
