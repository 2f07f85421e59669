"""The watchlist as the tables of the attached database ``watchlist`` that the build reads."""

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from signals.vocabulary.evidence import AnimalWords, TopicWords
from signals.vocabulary.listed_names import listed_names
from signals.vocabulary.watchlist import Watchlist


def register_watchlist(connection: duckdb.DuckDBPyConnection, watchlist: Watchlist) -> None:
    """Create one watchlist's tables in the attached database ``watchlist``."""
    for name, rows in _tables(watchlist).items():
        connection.from_arrow(rows).create(f"watchlist.{name}")


def register_watchlists(connection: duckdb.DuckDBPyConnection, watchlists: Sequence[Watchlist]) -> None:
    """Create the tables of all watchlists in ``watchlist``, with the name of each in the column ``watchlist``."""
    tables = [(watchlist.name, _tables(watchlist)) for watchlist in watchlists]
    for table in tables[0][1]:
        rows = [
            by_name[table].add_column(0, "watchlist", pa.array([name] * by_name[table].num_rows, pa.string()))
            for name, by_name in tables
        ]
        connection.from_arrow(pa.concat_tables(rows)).create(f"watchlist.{table}")


def _tables(watchlist: Watchlist) -> dict[str, pa.Table]:
    return {
        **_drugs_and_events(watchlist),
        **_analyses(watchlist),
        **_lists(watchlist),
        **_drug_facts(watchlist),
        **_controls_and_protocol(watchlist),
    }


def _evidence(watchlist: Watchlist) -> pa.Table:
    """Words for the evidence other than the reports: one row if there is any."""
    words = [*TopicWords.model_fields, *AnimalWords.model_fields]
    file = watchlist.evidence_file
    row = (watchlist.evidence, *file.words.model_dump().values(), *file.animals.model_dump().values()) if file else ()
    return _table(f"name {' '.join(words)}", [row] if file else [])


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
            "term_group place title description has_animal_model terms",
            [
                (
                    *(name, place, group.title or name.replace("_", " ").capitalize(), group.description),
                    *(has_animal_model, [*group.terms]),
                )
                for place, (name, group, has_animal_model) in enumerate(groups, start=1)
            ],
            place=pa.int32(),
            has_animal_model=pa.bool_(),
            terms=pa.list_(pa.string()),
        ),
    }


def _analyses(watchlist: Watchlist) -> dict[str, pa.Table]:
    """The analyses in order, and which of them, besides the first, the topic is judged in."""
    compared = watchlist.comparison_analysis
    first = watchlist.analyses[0].name
    terms = "suspects reporters leave_out comparator comparator_list sole_condition"
    flags = (
        *("only_indications", "is_before_publicity", "one_report_an_article", "one_report_a_probable_group"),
        *("adjusted", "is_restricted", "is_empty"),
    )
    return {
        "analysis": _table(
            f"analysis place words {terms} {' '.join(flags)}",
            [
                (
                    *(one.name, place, one.words, one.suspects, one.reporters, [*one.leave_out]),
                    *(("a list", one.comparator) if one.comparator in watchlist.lists else (one.comparator, None)),
                    one.sole_condition,
                    *(one.only_indications, one.received_before is not None, one.one_report_an_article),
                    *(one.one_report_a_probable_group, one.adjusted, one.is_restricted, watchlist.is_empty(one)),
                )
                for place, one in enumerate(watchlist.analyses, start=1)
            ],
            place=pa.int32(),
            leave_out=pa.list_(pa.string()),
            **dict.fromkeys(flags, pa.bool_()),
        ),
        "criteria": pa.Table.from_pylist([watchlist.criteria.model_dump()]),
        "headline": _table(
            "analysis is_comparison",
            [(first, False), *([(compared, True)] if compared != first else [])],
            is_comparison=pa.bool_(),
        ),
    }


def _lists(watchlist: Watchlist) -> dict[str, pa.Table]:
    """Named lists of drugs, indications and events, for analyses to leave out or to compare with."""
    lists = watchlist.lists.items()
    return {
        "named_list": _table(
            "list_name words is_empty",
            [(name, listed.words, listed.is_empty) for name, listed in lists],
            is_empty=pa.bool_(),
        ),
        "list_drug": _table(
            "list_name ingredient route source",
            [
                *((name, drug, None, None) for name, listed in lists for drug in (*listed.ingredients, *listed.brands)),
                *(
                    (name, drug, one.route, one.source)
                    for name, listed in lists
                    for one in listed.drugs
                    for drug in one.names
                ),
            ],
        ),
        "list_indication": _table(
            "list_name indication_pt", [(name, term) for name, listed in lists for term in listed.indications]
        ),
        "list_event": _table("list_name event_pt", [(name, term) for name, listed in lists for term in listed.events]),
    }


def _drug_facts(watchlist: Watchlist) -> dict[str, pa.Table]:
    """What the watchlist says about single drugs: their main indications, and the date of their publicity."""
    return {
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


def _controls_and_protocol(watchlist: Watchlist) -> dict[str, pa.Table]:
    """Positive and negative controls, the sequential test, and the name and version of the protocol."""
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
            "name title question class_name version sha256 primary_analysis comparison_analysis comparison_group",
            [
                (
                    *(watchlist.name, watchlist.title, watchlist.topic_question, watchlist.drug_class.name),
                    *(watchlist.version, watchlist.sha256, watchlist.analyses[0].name, *compared),
                )
            ],
        ),
        "evidence": _evidence(watchlist),
        "listed": _table("place kind name written", listed_names(watchlist)),
    }
