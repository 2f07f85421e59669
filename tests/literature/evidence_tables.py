"""Tables of evidence, made one by one as the build makes them."""

import duckdb
import pandas as pd

from tests.publications import make_tables as build

__all__ = ["ANIMALS", "build", "count_people", "rows_of"]

ANIMALS = (
    "evidence.study", "evidence.study_weight", "evidence.study_of_drug", "evidence.animal_posterior",
    "evidence.animal_family", "evidence.animal_question", "evidence.animal_verdict",
)  # fmt: skip


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, **parameters: object) -> list[tuple[object, ...]]:
    return connection.execute(sql, parameters).fetchall()


def count_people(connection: duckdb.DuckDBPyConnection, human: str, primary: str) -> None:
    """Make signals.watch: these verdicts on imatinib in no_ms_context and in primary, too few reports on others."""
    watch = pd.DataFrame(
        [
            (*drug, event, "group", analysis, 7, 2.5, verdict if drug[0] == "imatinib" else "too few reports")
            for drug in (("imatinib", "ingredient"), ("ruxolitinib", "ingredient"), ("BCR-ABL", "target_class"))
            for event in ("cns_onset", "peripheral_demyelination")
            for analysis, verdict in (("primary", primary), ("no_ms_context", human))
        ],
        columns=["drug", "drug_kind", "event", "event_kind", "analysis", "a", "expected", "human_verdict"],
    ).assign(ror=3.0, ror_lower=2.0, ror_upper=4.0, ic=1.0, ic_lower=0.5, ic_upper=1.5)
    connection.from_df(watch).create("signals.watch")
