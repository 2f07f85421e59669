"""What the build makes of labels: findings in animals, and controls that a label speaks against."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from signals.literature.store import ROWS, LabelMention, LiteratureStore, register_literature
from signals.vocabulary.watchlist import load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist
from tests.literature.evidence_tables import build, rows_of

TOXICOLOGY = "animal_pharmacology_and_or_toxicology"
VACUOLES = "Vacuolation of white matter was seen in rats at 2.2 times, in dogs at 10-fold the exposure of people."
LISTED = {
    "allopurinol": "Optic neuritis", "lansoprazole": "Optic neuritis", "omeprazole": "Optic neuritis",
    "febuxostat": "Guillain-Barre syndrome", "cetirizine": "Myelitis", "pantoprazole": "Optic ischaemic neuropathy",
}  # fmt: skip
"""Terms on labels that SIDER 4.1 has (../shared/reference/evidence_review/corrections.csv), of drugs that once were controls."""


def held(connection: duckdb.DuckDBPyConnection, folder: Path, *mentions: LabelMention) -> None:
    """Make the build read these labels, and no others."""
    LiteratureStore(folder / "literature").write("label", list(mentions))
    for kind in ROWS:
        connection.execute(f"DROP TABLE IF EXISTS literature.{kind}")
    register_literature(connection, folder)


def named(drug: str, event_pt: str, section: str = "adverse_reactions") -> LabelMention:
    return LabelMention(drug, f"label of {drug}", section, event_pt.lower(), f"{event_pt} was reported.")


@pytest.fixture
def ours(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection with the committed watchlist."""
    connection.execute("DETACH watchlist; ATTACH ':memory:' AS watchlist")
    register_watchlist(connection, load_watchlist("tki_demyelination"))
    return connection


def test_no_negative_control_of_ours_has_a_term_of_its_group_on_its_label(
    ours: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    held(ours, tmp_path, *(named(drug, event_pt) for drug, event_pt in LISTED.items()))
    build(ours, "evidence.control_label")
    assert rows_of(ours, "FROM evidence.control_label") == []


def test_a_label_that_names_a_term_of_a_controls_group_is_shown(
    ours: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    held(
        ours,
        tmp_path,
        *(named("warfarin", "Optic neuritis"), named("esomeprazole", "Osmotic demyelination syndrome")),
        *(named("lisinopril", "Demyelination", section=TOXICOLOGY), named("imatinib", "Demyelination")),
    )
    build(ours, "evidence.label", "evidence.control_label")
    # mimic goes without esomeprazole, animals are no people, and imatinib is no control
    assert rows_of(ours, "SELECT drug, event, event_pt FROM evidence.control_label") == [
        ("warfarin", "cns_onset", "Optic neuritis")
    ]
    assert rows_of(ours, "SELECT ingredient, words FROM evidence.label") == [("imatinib", "demyelination")]


def test_a_finding_in_animals_has_its_lowest_margin_and_the_coded_studies(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, reference: dict[str, pa.Table]
) -> None:
    connection.from_arrow(reference["preclinical_study"]).insert_into("reference.preclinical_study")
    connection.execute("INSERT INTO watchlist.drug VALUES ('capmatinib', 'ingredient', 'capmatinib')")
    mention = LabelMention(
        "capmatinib", "a", TOXICOLOGY, "vacuolation, white matter", VACUOLES, effective_date="2022-08-01"
    )
    repeated = LabelMention("capmatinib", "b", "nonclinical_toxicology", "vacuolation, white matter", VACUOLES)
    plain = LabelMention("imatinib", "c", TOXICOLOGY, "optic nerve", "The optic nerve was spared.")
    held(connection, tmp_path, mention, repeated, plain)
    build(connection, "evidence.study", "evidence.label", "evidence.animal_finding")
    rows = rows_of(
        connection,
        "SELECT ingredient, section, exposure_margin, label_count, coded_study_ids FROM evidence.animal_finding",
    )
    assert rows == [("capmatinib", TOXICOLOGY, 2.2, 2, ["S111"]), ("imatinib", TOXICOLOGY, None, 1, [])]
    assert rows_of(connection, "FROM evidence.label") == []


@pytest.mark.parametrize(
    ("sentence", "margin"),
    [
        ("Demyelination was seen at 1,200 times the exposure of people.", 1200),
        ("Demyelination was seen at 0.6× the exposure of people.", 0.6),
        ("Demyelination was seen in dogs given 10 mg/kg 3 times a day, at 14-fold the exposure of people.", 14),
        ("Demyelination was seen in dogs given 10 mg/kg 3 times weekly.", None),
    ],
)
def test_the_margin_is_a_multiple_of_exposure_and_not_how_often_it_was_given(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, sentence: str, margin: float | None
) -> None:
    connection.execute("INSERT INTO watchlist.drug VALUES ('capmatinib', 'ingredient', 'capmatinib')")
    held(connection, tmp_path, LabelMention("capmatinib", "a", TOXICOLOGY, "demyelination", sentence))
    build(connection, "evidence.study", "evidence.animal_finding")
    assert rows_of(connection, "SELECT exposure_margin FROM evidence.animal_finding") == [(margin,)]


@pytest.mark.parametrize(
    ("words", "event", "event_pt"),
    [
        ("transverse myelitis", "cns_onset", "Myelitis transverse"),
        ("guillain-barré syndrome", "peripheral_demyelination", "Guillain-Barre syndrome"),
    ],
)
def test_a_term_of_a_control_is_found_as_labels_write_it(
    ours: duckdb.DuckDBPyConnection, tmp_path: Path, words: str, event: str, event_pt: str
) -> None:
    held(ours, tmp_path, named("warfarin", words))
    build(ours, "evidence.label", "evidence.control_label")
    assert (event, event_pt) in rows_of(ours, "SELECT event, event_pt FROM evidence.control_label")
