"""The watchlist as the tables of the attached database ``watchlist`` that the build reads."""

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa

from signals.vocabulary.watchlist import Watchlist


def register_watchlist(connection: duckdb.DuckDBPyConnection, watchlist: Watchlist) -> None:
    """Create the watchlist's tables in the attached database ``watchlist``."""
    for name, rows in {**_drugs_and_events(watchlist), **_lists(watchlist), **_instrument(watchlist)}.items():
        connection.from_arrow(rows).create(f"watchlist.{name}")


def _table(columns: str, rows: Iterable[tuple[Any, ...]], **types: pa.DataType) -> pa.Table:
    """Rows with these columns, separated by spaces: text, unless another type is given."""
    schema = pa.schema([(name, types.get(name, pa.string())) for name in columns.split()])
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def _drugs_and_events(watchlist: Watchlist) -> dict[str, pa.Table]:
    drugs = watchlist.drug_class
    members = list(zip(drugs.ingredients, drugs.targets, strict=True))
    groups = [(name, group, watchlist.has_animal_model(name)) for name, group in watchlist.groups.items()]
    return {
        "drug": _table(
            "drug drug_kind ingredient",
            [
                *((ingredient, "ingredient", ingredient) for ingredient, _ in members),
                *((target, "target_class", ingredient) for ingredient, target in members if target is not None),
                *((drugs.name, "class", ingredient) for ingredient, _ in members),
            ],
        ),
        "event": _table(
            "event event_kind event_pt term_group has_animal_model",
            [
                (event, kind, term, name, has_animal_model)
                for name, group, has_animal_model in groups
                for term in group.terms
                for event, kind in ((term, "term"), (name, "group"))
            ],
            has_animal_model=pa.bool_(),
        ),
        "event_group": _table(
            "term_group title description has_animal_model",
            [
                (name, group.title or name.replace("_", " ").capitalize(), group.description, has_animal_model)
                for name, group, has_animal_model in groups
            ],
            has_animal_model=pa.bool_(),
        ),
    }


def _lists(watchlist: Watchlist) -> dict[str, pa.Table]:
    return {
        "demyelinating_indication": _table("indication_pt", [(term,) for term in watchlist.indications.demyelinating]),
        "ms_therapy": _table("ingredient", [(name,) for name in watchlist.ms_therapies.names]),
        "known_cause": _table(
            "ingredient route source",
            [(name, cause.route, cause.source) for cause in watchlist.known_causes for name in cause.names],
        ),
        "indication_group": _table(
            "indication_group indication_pt",
            [(name, term) for name, group in watchlist.indication_groups.items() for term in group.terms],
        ),
        "main_indication": _table(
            "ingredient indication_group source",
            [
                (ingredient, group, main.source)
                for main in watchlist.main_indications
                for ingredient in main.ingredients
                for group in main.groups
            ],
        ),
        "publicity": _table(
            "ingredient publicity_date source",
            [(dated.ingredient, dated.date, dated.source) for dated in watchlist.publicity],
            publicity_date=pa.date32(),
        ),
    }


def _instrument(watchlist: Watchlist) -> dict[str, pa.Table]:
    """Drugs whose truth is known, the test at every quarter, and what the numbers are published under."""
    sequential = watchlist.sequential
    compared = (watchlist.comparison_analysis, watchlist.comparison_group)
    ratios = ("published_ror", "published_ror_lower", "published_ror_upper")
    return {
        "control": _table(
            f"control_kind drug event {' '.join(ratios)} source",
            [
                *(
                    ("positive", one.ingredient, one.event, *(getattr(one, ratio) for ratio in ratios), one.source)
                    for one in watchlist.positive_controls
                ),
                *(
                    ("negative", drug, group, None, None, None, f"{chosen.rule} Fixed on {chosen.fixed_on}.")
                    for chosen in filter(None, [watchlist.negative_controls])
                    for group in watchlist.groups
                    for drug in chosen.of_group(group)
                ),
            ],
            **dict.fromkeys(ratios, pa.float64()),
        ),
        "sequential": _table(
            "alpha upper_limit minimum_events analysis event",
            [(sequential.alpha, sequential.upper_limit, sequential.minimum_events, *compared)] if sequential else [],
            alpha=pa.float64(),
            upper_limit=pa.float64(),
            minimum_events=pa.int32(),
        ),
        "protocol": _table(
            "name title version sha256 comparison_analysis comparison_group",
            [(watchlist.name, watchlist.title, watchlist.version, watchlist.sha256, *compared)],
        ),
    }
