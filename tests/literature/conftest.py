"""A small database of evidence: reference tables, a watchlist of two drugs, and no coded studies but those a test adds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from signals.build.graph import SQL_FOLDER
from signals.literature.compounds import register_compounds, watched_compounds
from signals.literature.store import register_literature
from signals.vocabulary.watchlist import load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist
from tests.reference_tables import reference_tables

WATCHLIST = """
evidence = "demyelination"
[class]
name = "kinase inhibitor"
ingredients = ["imatinib", "ruxolitinib"]
[comparison]
analysis = "no_ms_context"
group = "cns_onset"
[[analyses]]
name = "no_ms_context"
words = "without reports in an MS context"
leave_out = ["ms_therapies"]
[lists.ms_therapies]
words = "reports that name an MS therapy"
ingredients = ["natalizumab"]
[groups.cns_onset]
terms = ["Demyelination"]
[groups.peripheral_demyelination]
terms = ["Guillain-Barre syndrome"]
"""


@pytest.fixture(scope="module")
def reference() -> dict[str, pa.Table]:
    """The reference tables, read once."""
    return reference_tables()


@pytest.fixture
def connection(tmp_path: Path, reference: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with reference, watchlist and literature tables, and the coded studies emptied."""
    path = tmp_path / "small.toml"
    path.write_text(WATCHLIST)
    with duckdb.connect(config={"threads": 1}) as opened:
        for name in ("reference", "watchlist", "literature", "counts"):
            opened.execute(f"ATTACH ':memory:' AS {name}")
        for schema in ("signals", "evidence"):
            opened.execute(f"CREATE SCHEMA {schema}")
        opened.execute((SQL_FOLDER / "macros" / "evidence.sql").read_text())
        for table in (
            "preclinical_study",
            "animal_base_rate",
            "study_weight",
            "agreement_matrix",
            "human_verdict",
            "human_evidence",
            "suggestion_rule",
            "review_point",
            "kinase_affinity",
            "clinical_concentration",
            "study_interest",
        ):
            opened.from_arrow(reference[table]).create(f"reference.{table}")
        watchlist = load_watchlist(path)
        register_watchlist(opened, watchlist)
        register_compounds(opened, watched_compounds(watchlist, reference))
        register_literature(opened, tmp_path)
        opened.execute("DELETE FROM reference.preclinical_study")
        yield opened


@pytest.fixture
def add_study(connection: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Add coded studies: model family and direction, with what else matters to the verdict; a group of its own each."""

    def add(family: str, *directions: str, **changed: object) -> None:
        question = {"EAE": "efficacy", "viral": "efficacy", "other": "neither"}.get(family, "harm")
        for direction in directions:
            number = str(connection.execute("SELECT count(*) FROM reference.preclinical_study").fetchall()[0][0])
            row = {
                "study_id": number, "compound": "x", "ingredient": "imatinib", "target_class": "BCR-ABL", "model_family": family,
                "question": question, "direction": direction, "is_weighed": True, "pmid": number, "independent_group": number,
                "regimen_kind": "in vitro" if family == "culture" else "therapeutic", "randomised": "yes", "blinded": "yes",
                "brain_penetrant": "yes", "seen_level": "abstract", "checked_by": "a test", "checked_date": "2026-11-24",
                **changed,
            }  # fmt: skip
            names = ", ".join(row)
            values = ", ".join(f"${name}" for name in row)
            connection.execute(f"INSERT INTO reference.preclinical_study ({names}) VALUES ({values})", row)

    return add
