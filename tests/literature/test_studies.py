"""The coded studies of data/reference: what is in, and what a row must hold to be let in."""

import csv
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from signals.errors import RequestError
from signals.literature.studies import count_studies
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference, register_reference
from tests.reference_tables import reference_tables

FILE = REFERENCE_FOLDER / "preclinical_studies.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/reference to spoil."""
    return Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))


def change(folder: Path, which: str, **cells: str) -> Path:
    """Put other cells into a row of the coded studies; the file."""
    path = folder / FILE.name
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    changed = [[*(dict(zip(header, row, strict=True)) | cells).values()] if row[0] == which else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *changed])
    return path


def test_every_committed_row_counts() -> None:
    assert count_studies().study_count == reference_tables()["preclinical_study"].num_rows


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"question": "neither"}, "question does not fit model_family"),
        ({"model_family": "toxic"}, "question does not fit model_family"),
        ({"regimen_kind": "healthy animals"}, "healthy animals have no disease to treat"),
        ({"is_weighed": "FALSE"}, "needs a not_weighed_reason"),
        ({"not_weighed_reason": "because"}, "needs a not_weighed_reason"),
        ({"model_family": "other", "question": "neither"}, "needs a model of the disease"),
        ({"direction": "not coded"}, "needs a direction"),
        ({"seen_level": "not read"}, "rests on something that was read"),
        ({"ingredient": "", "target_class": ""}, "an ingredient or a target_class"),
        ({"compound": "imatinib + quercetin"}, "is of one compound"),
        ({"regimen_kind": "in vitro"}, "in vitro where, and only where"),
        ({"direction_remark": "protective (from memory)"}, "known only from memory"),
        ({"pmid": "PMC5187469"}, "column pmid: expected a PubMed number, found 'PMC5187469'"),
        ({"doi": "10.1080/"}, "column doi: expected a DOI"),
        ({"doi": "doi.org/10.1000/x"}, "column doi: expected a DOI"),
        ({"year": "20114"}, "column year: expected a year from 1900 to 2100, found '20114'"),
        ({"checked_date": "24.11.2026"}, "column checked_date: expected a date as 2026-11-24"),
        ({"study_id": "study 4"}, "column study_id: expected S and three digits or more"),
    ],
)
def test_a_bad_row_is_rejected_with_file_line_and_reason(folder: Path, cells: dict[str, str], reason: str) -> None:
    file = change(folder, "S004", **cells)
    with pytest.raises(RequestError, match=reason) as caught:
        read_reference(folder)
    assert f"{file}, line 5" in str(caught.value)


def test_several_bad_rows_are_counted(folder: Path) -> None:
    change(folder, "S004", pmid="x")
    change(folder, "S001", question="neither")
    with pytest.raises(RequestError, match=r"line 2: .*\(1 more rows are wrong, too\)"):
        read_reference(folder)


def test_a_word_outside_the_vocabulary_is_refused_when_the_file_is_read(tmp_path: Path) -> None:
    for source in REFERENCE_FOLDER.glob("*.csv"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    file = tmp_path / "preclinical_studies.csv"
    file.write_text(
        FILE.read_text().replace("day -1) and therapeutic,both,,protective", "day -1) and therapeutic,both,,good", 1)
    )
    with pytest.raises(RequestError, match=r"line 2, column direction: expected 'protective', .*found 'good'"):
        read_reference(tmp_path)


def test_the_coded_studies_name_the_animal_papers_of_the_question() -> None:
    rows = reference_tables()["preclinical_study"].to_pylist()
    seen = {(row["first_author"], row["year"]) for row in rows}
    assert {("Constantin G", 1998), ("Uemura Y", 2008), ("Azizi G", 2014)} <= seen


def test_no_weighed_study_rests_on_memory_or_on_nothing_and_what_does_says_so() -> None:
    rows = [row for row in reference_tables()["preclinical_study"].to_pylist() if row["direction"] != "not coded"]
    assert not [row for row in rows if row["seen_level"] in ("not read", "from memory")]
    remembered = [row for row in rows if "from memory" in (row["direction_remark"] or "")]
    assert remembered and not [row for row in remembered if row["is_weighed"]]
    assert all(row["is_weighed"] == (row["not_weighed_reason"] is None) for row in rows)


def test_two_viral_studies_that_left_the_virus_alone_ask_about_harm_to_myelin() -> None:
    # Sariol 2020 and Cheng 2023: virus clearance was not affected, remyelination was impaired
    rows = {row["study_id"]: row for row in reference_tables()["preclinical_study"].to_pylist()}
    assert {(rows[which]["model_family"], rows[which]["question"]) for which in ("S031", "S032")} == {("viral", "harm")}


def test_what_a_combination_did_is_not_weighed_for_the_drug() -> None:
    combined = [row for row in reference_tables()["preclinical_study"].to_pylist() if " + " in row["compound"]]
    assert len(combined) >= 3
    assert not [row["study_id"] for row in combined if row["is_weighed"]]


def test_no_study_outside_a_model_of_demyelination_is_weighed() -> None:
    rows = reference_tables()["preclinical_study"].to_pylist()
    assert not [row for row in rows if row["model_family"] == "other" and row["is_weighed"]]


def test_a_medicine_has_the_target_class_of_the_reference_table() -> None:
    tables = reference_tables()
    targets = {row["ingredient"]: row["primary_target"] for row in tables["kinase_inhibitor"].to_pylist()}
    for row in tables["preclinical_study"].to_pylist():
        assert row["ingredient"] is None or row["target_class"] == targets[row["ingredient"]]


def test_the_trial_and_the_case_reports_of_the_question_are_in() -> None:
    rows = {row["identifier"]: row for row in reference_tables()["human_evidence"].to_pylist()}
    trial, cases = rows["NCT03674099"], rows["doi 10.1177/1352458519892914"]
    assert (trial["kind"], trial["ingredient"], trial["participant_count"]) == ("trial", "imatinib", 200)
    assert trial["finding"] == "efficacy/safety not posted"
    assert (cases["kind"], cases["ingredient"], cases["participant_count"]) == ("case series", "imatinib", 2)


SAME = "G,failed,EAE,several,clinical score,1,1,9,2,1,9,standard error,10.1000/x,,,x"


@pytest.mark.parametrize(
    ("file", "before", "after", "reason"),
    [
        ("study_weights.csv", "regimen,both,", "regimen,twice,", "has no row for factor 'regimen', value 'both'"),
        ("study_weights.csv", "setting,culture,0.25", "setting,culture,1.25", "line 3, column weight"),
        (
            "agreement_matrix.csv",
            "mixed,inconclusive,",
            "mixed,unknown,",
            "line 9, column human_verdict: expected 'disproportionate', ",
        ),
        (
            "review_points.csv",
            "in the title,up",
            "in title,up",
            "column point: expected 'names together', 'in the title', ",
        ),
        ("suggestion_rules.csv", "direction,harmful,worse,", "direction,bad,worse,", "column suggestion"),
        ("human_evidence.csv", "H003,case report", "H001,case report", "stands already in line 2"),
        (
            "preclinical_studies.csv",
            "S002,sorafenib,sorafenib",
            "S002,sorafenib,soranib",
            "column ingredient: expected an ingredient of kinase_inhibitors.csv, found 'soranib'",
        ),
        (
            "preclinical_effects.csv",
            "1.34164,20,3.7,",
            "1.34164,1,3.7,",
            "column n: expected a number of animals from 2 up",
        ),
        (
            "preclinical_effects.csv",
            "1.34164,20,3.7,",
            "1.34164,20,0,",
            "column control_mean: expected a number above 0",
        ),
        ("preclinical_effects.csv", "E001,", f"E901,{SAME}\nE902,{SAME}\nE001,", "stands already in line 2"),
        ("kinase_affinities.csv", ",ABL1,230,", ",ABL1,0,", "column kd_nm: expected a number above 0"),
        ("human_evidence.csv", "H001,case series", "H001,series", "column kind: expected 'case report', "),
        (
            "agreement_matrix.csv",
            "concordant for harm",
            "concordat",
            "column agreement: expected 'concordant for harm', ",
        ),
        ("regulator_signals.csv", "2020Q3", "2020Q5", "column period: expected a quarter as 2020Q3"),
        ("preclinical_studies.csv", "S003,GW2580", "S003,GW\udcff80", "line 4: not UTF-8"),
    ],
)
def test_a_bad_reference_file_stops_the_build_with_file_and_reason(
    file: str, before: str, after: str, reason: str, tmp_path: Path
) -> None:
    for source in REFERENCE_FOLDER.glob("*.csv"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after, 1), encoding="utf-8", errors="surrogateescape")
    with duckdb.connect() as connection, pytest.raises(RequestError, match=re.escape(reason)) as caught:
        register_reference(connection, tmp_path)
    assert str(tmp_path / file) in str(caught.value)


@pytest.mark.parametrize("table", ["study_score", "study_interest"])
def test_what_is_said_of_a_study_is_said_of_a_coded_one(table: str) -> None:
    reference = reference_tables()
    assert {*reference[table]["study_id"].to_pylist()} <= {*reference["preclinical_study"]["study_id"].to_pylist()}


def test_the_one_published_score_is_that_of_the_scoping_review() -> None:
    # Hamad 2024 (10.1007/s10072-023-07259-w), Table 3: Vermersch 2012, CAMARADES 6 of 14
    (row,) = reference_tables()["study_score"].to_pylist()
    assert (row["study_id"], row["instrument"], row["score"], row["maximum"]) == ("S011", "CAMARADES", 6, 14)
