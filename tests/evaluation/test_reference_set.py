"""Reference sets are read as published, and refused with file, line and column."""

from pathlib import Path

import pytest

from signals.errors import RequestError
from signals.evaluation.reference_set import EU_ADR, HARPAZ, OMOP, read_pairs, read_terms, sets_at, terms_of
from tests.reference_tables import reference_tables

HEADER = "exposureName,outcomeName,groundTruth\n"


def written(folder: Path, text: str, name: str = "omop.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


# Ryan 2013: 165 positive and 234 negative controls; Coloma 2013 without nimesulide: 43 and 50; Harpaz 2014: 62 and 75.
@pytest.mark.parametrize(("known", "positive", "negative"), [(OMOP, 165, 234), (EU_ADR, 43, 50), (HARPAZ, 62, 75)])
def test_the_published_sets_are_read_whole_and_every_outcome_has_terms(
    shared: Path, known: object, positive: int, negative: int
) -> None:
    folder = shared / "reference" / "reference_sets"
    assert known in sets_at(folder)
    pairs = read_pairs(folder, known)
    assert (pairs["is_positive"].sum(), (~pairs["is_positive"]).sum()) == (positive, negative)
    assert set(pairs["outcome"].str.casefold()) <= set(read_terms(folder, known)["outcome"])


def test_only_narrow_terms_of_harpaz_are_taken(tmp_path: Path) -> None:
    written(
        tmp_path,
        "EVENT_CONCEPT_NAME,MEDDRA_PT,DEFINITION_LEVEL\nAnaphylaxis,Shock A,narrow\n,Shock B,broad\n,Shock C,narrow\n",
        "harpaz_2014_events.csv",
    )
    assert read_terms(tmp_path, HARPAZ)["event_pt"].tolist() == ["Shock A", "Shock C"]


def test_an_outcome_without_terms_stands_for_the_term_of_its_name(tmp_path: Path) -> None:
    pairs = read_pairs(written(tmp_path, HEADER + "x,Optic neuritis,1\nx,OMOP Acute Renal Failure 1,0\n"), OMOP)
    terms = terms_of(pairs, read_terms(tmp_path, OMOP))
    assert terms.loc[terms["outcome"] == "optic neuritis", "event_pt"].tolist() == ["optic neuritis"]
    assert "Acute kidney injury" in terms["event_pt"].tolist()


def test_every_row_of_our_own_terms_says_where_it_is_from() -> None:
    rows = reference_tables()["reference_outcome"].to_pylist()
    assert all("10.1007/s40264-01" in row["source"] for row in rows)
    assert len({row["outcome"] for row in rows}) == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "x,,1\n", "line 2, column outcomeName: empty"),
        (HEADER + "x,Nausea,2\n", "line 2, column groundTruth: expected 0 or 1, found '2'"),
        (HEADER + "x,Nausea,1\nX,nausea,0\n", "line 3: X and nausea stand in line 2 with the other truth"),
        (HEADER + "x,Nausea\n", "line 2: expected 3 fields, found 2"),
        (HEADER, "holds no pair, only a header"),
        (
            "exposureName,outcomeName\nx,y\n",
            "has no column groundTruth; expected exposureName, outcomeName, groundTruth",
        ),
        ("", "has no column exposureName; .* found none"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        read_pairs(written(tmp_path, text), OMOP)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "omop.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(RequestError, match="is not a CSV file in UTF-8"):
        read_pairs(tmp_path, OMOP)


def test_a_repeated_pair_counts_once(tmp_path: Path) -> None:
    assert len(read_pairs(written(tmp_path, HEADER + "x,Nausea,1\nX, nausea ,1\n"), OMOP)) == 1


@pytest.mark.parametrize("place", [None, "nowhere", "empty", "other.csv"])
def test_a_place_without_a_set_says_where_to_get_them_and_what_columns_they_have(
    tmp_path: Path, place: str | None
) -> None:
    (tmp_path / "empty").mkdir()
    written(tmp_path, "drug,event\nx,y\n", "other.csv")
    with pytest.raises(RequestError, match=r"MethodEvaluation.*exposureName, outcomeName, groundTruth.*sdata.2014.43"):
        sets_at(place and tmp_path / place)


def test_a_set_of_harpaz_without_its_terms_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"harpaz_2014_events.csv cannot be read .* belongs to the reference set"):
        read_terms(tmp_path, HARPAZ)
