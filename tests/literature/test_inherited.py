"""Evidence of research compounds that a drug inherits through a target that both bind."""

from collections.abc import Callable

import duckdb
import pytest

from tests.literature.evidence_tables import build, rows_of
from tests.reference_tables import reference_tables


@pytest.fixture
def inherit(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> Callable[..., list[tuple[object, ...]]]:
    """Give imatinib a constant for CSF1R and one PLX study of it; what imatinib inherits."""

    def inherited(
        kd: float,
        free: float | None = None,
        compound_kd: float | None = None,
        ingredient: str | None = None,
        **study: object,
    ) -> list[tuple[object, ...]]:
        connection.execute("DELETE FROM reference.kinase_affinity; DELETE FROM reference.clinical_concentration")
        for compound, drug, constant in (("imatinib", "imatinib", kd), ("PLX", None, compound_kd)):
            connection.execute(
                "INSERT INTO reference.kinase_affinity (compound, ingredient, gene, kd_nm, method)"
                " VALUES (?, ?, 'CSF1R', ?, 'binding assay')",
                [compound, drug, constant],
            )
        if free is not None:
            connection.execute(
                "INSERT INTO reference.clinical_concentration (ingredient, total_nm, unbound_share) VALUES ('imatinib', ?, 0.1)",
                [10 * free],
            )
        add_study("viral", "harmful", **{"compound": "PLX", "ingredient": ingredient, "target_class": "CSF1R", **study})
        build(connection, "evidence.study", "evidence.study_weight", "evidence.inherited")
        return rows_of(
            connection, "SELECT grade, round(bound_share, 3) FROM evidence.inherited WHERE drug = 'imatinib'"
        )

    return inherited


@pytest.mark.parametrize(
    ("kd", "free", "expected"),
    # the bound share is C / (C + Kd)
    [
        (10, 10, [("half bound", 0.5)]), (10.1, 10, [("a tenth bound", 0.498)]), (90, 10, [("a tenth bound", 0.1)]),
        (91, 10, []), (10, None, [("below 10 nmol/L, concentration not known", None)]),
        (100, None, [("below 100 nmol/L, concentration not known", None)]), (101, None, []),
    ],
)  # fmt: skip
def test_the_grade_is_the_share_of_the_target_that_is_bound_in_therapy(
    inherit: Callable[..., list[tuple[object, ...]]], kd: float, free: float | None, expected: list[tuple[object, ...]]
) -> None:
    assert inherit(kd, free) == expected


def test_a_research_compound_that_binds_the_target_weakly_gives_no_evidence(
    inherit: Callable[..., list[tuple[object, ...]]],
) -> None:
    assert inherit(1, 10, compound_kd=101) == []


@pytest.mark.parametrize("changed", [{"is_weighed": False}, {"retraction": "retracted"}, {"ingredient": "ruxolitinib"}])
def test_only_a_study_that_counts_and_is_of_no_medicine_is_inherited(
    inherit: Callable[..., list[tuple[object, ...]]], changed: dict[str, object]
) -> None:
    assert inherit(1, 10, **changed) == []


def test_inherited_evidence_is_in_no_verdict_of_the_drug(
    inherit: Callable[..., list[tuple[object, ...]]], connection: duckdb.DuckDBPyConnection
) -> None:
    assert inherit(1, 10)
    build(connection, "evidence.study_of_drug")
    assert rows_of(connection, "SELECT * FROM evidence.study_of_drug WHERE drug = 'imatinib'") == []


def test_the_lowest_constant_grades_and_the_highest_stands_beside_it(
    inherit: Callable[..., list[tuple[object, ...]]], connection: duckdb.DuckDBPyConnection
) -> None:
    inherit(0.21, 10)
    connection.execute(
        "INSERT INTO reference.kinase_affinity (compound, ingredient, gene, kd_nm, method)"
        " VALUES ('imatinib', 'imatinib', 'CSF1R', 30, 'cell lysate'); DROP TABLE evidence.inherited"
    )
    build(connection, "evidence.inherited")
    found = rows_of(
        connection, "SELECT kd_nm, highest_kd_nm, grade, way FROM evidence.inherited WHERE drug = 'imatinib'"
    )
    assert found == [(0.21, 30.0, "half bound", "through CSF1R, 0.21 nmol/L")]


def test_every_compound_of_a_weighed_study_without_a_medicine_has_a_target() -> None:
    reference = reference_tables()
    known = {*reference["kinase_affinity"]["compound"].to_pylist()}
    rows = reference["preclinical_study"].to_pylist()
    assert {row["compound"] for row in rows if row["is_weighed"] and row["ingredient"] is None} <= known


@pytest.mark.parametrize(
    ("compound", "gene", "kd"),
    # ../shared/facts/literature_review.md, Affinity
    [("dasatinib", "SRC", 0.21), ("dasatinib", "FYN", 0.79), ("bosutinib", "SRC", 1.0), ("bosutinib", "FYN", 11), ("imatinib", "CSF1R", 11)],
)  # fmt: skip
def test_the_constants_are_those_that_were_published(compound: str, gene: str, kd: float) -> None:
    rows = reference_tables()["kinase_affinity"].to_pylist()
    assert min(row["kd_nm"] for row in rows if (row["compound"], row["gene"]) == (compound, gene)) == kd
