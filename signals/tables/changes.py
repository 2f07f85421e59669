"""evidence.change: what this publication knows that the one before did not, added to what earlier ones found changed.

The tables of the file published before stand as earlier.<table>, so that sql/counts/change.sql can compare them.
"""

from functools import partial
from pathlib import Path

import duckdb

from signals.build.graph import Model

COMPARED = {
    "evidence.study_before": (
        "evidence.study",
        "study_id, compound, ingredient, target_class, model_family, direction, is_weighed, publication, title",
    ),
    "evidence.publication_before": ("evidence.publication", "publication, pmid, doi, title, retraction, state"),
    "evidence.trial_before": ("evidence.trial", "trial, citation, registry_status, registry_state, has_results"),
    "evidence.label_before": ("evidence.label", "ingredient, section, words"),
    "evidence.human_report_before": ("evidence.human_report", "citation, ingredient, kind, direction"),
    "evidence.agreement_before": (
        "evidence.agreement",
        "drug, drug_kind, event, animal_verdict, myelin_verdict, human_verdict, agreement, certainty",
    ),
    "evidence.run_before": ("run.publication", "run_id, quarters, watchlist_sha256, code_version"),
}
"""What is compared: the table as it is made now, and its columns that matter."""


def change_models(previous: Path) -> list[Model]:
    """The tables of the file published before, and evidence.change, as nodes of the build's graph."""
    has_previous = previous.is_file()
    compared = [
        Model(
            name,
            frozenset({source}),
            make=partial(_read_earlier, name=name, source=source, columns=columns, has_previous=has_previous),
        )
        for name, (source, columns) in COMPARED.items()
    ]
    appended = Model(
        "evidence.change", frozenset({"evidence.new_change"}), make=partial(_append, has_previous=has_previous)
    )
    return [*compared, appended]


def _read_earlier(
    connection: duckdb.DuckDBPyConnection, *, name: str, source: str, columns: str, has_previous: bool
) -> None:
    """Make earlier.<table>; where the earlier file has nothing to compare with, as it is now: nothing changed then."""
    there = "meta.run" if source == "run.publication" else source
    wanted = [column.strip() for column in columns.split(",")]
    found = f"previous.{there}" if has_previous and _has_columns(connection, there, wanted) else source
    newest = " ORDER BY published_at DESC LIMIT 1" if source == "run.publication" else ""
    connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM {found}{newest}")


def _has_columns(connection: duckdb.DuckDBPyConnection, table: str, wanted: list[str]) -> bool:
    schema, _, name = table.partition(".")
    there = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = 'previous' AND schema_name = $schema"
        " AND table_name = $name",
        {"schema": schema, "name": name},
    ).fetchall()
    return {row[0] for row in there} >= set(wanted)


def _append(connection: duckdb.DuckDBPyConnection, *, has_previous: bool) -> None:
    """What earlier publications found changed, and what this one does."""
    connection.execute("CREATE TABLE evidence.change AS FROM evidence.new_change LIMIT 0")
    if has_previous and _has_columns(connection, "evidence.change", ["run_id", "change"]):
        connection.execute("INSERT INTO evidence.change BY NAME FROM previous.evidence.change")
    connection.execute("INSERT INTO evidence.change BY NAME FROM evidence.new_change")
