"""The watchlist: which drugs, which events and which lists a surveillance looks with.

It is data; another one is another TOML file. What it must hold stands in ``data/watchlists/README.md``;
anything else in it, or anything missing, is refused with the file, the key, what was expected and what was
found.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from signals.errors import RequestError
from signals.settings import CHECKOUT
from signals.vocabulary.comparators import (
    COMPARATOR_COLUMNS,
    IndicationGroup,
    MainIndication,
    Publicity,
    comparator_tables,
    read_indication_groups,
    read_main_indications,
    read_publicity,
)
from signals.vocabulary.controls import (
    CONTROL_COLUMNS,
    SEQUENTIAL_COLUMNS,
    NegativeControls,
    PositiveControl,
    Sequential,
    control_rows,
    read_negative_controls,
    read_positive_controls,
    read_sequential,
    sequential_rows,
)
from signals.vocabulary.reference import target_of_kinase_inhibitor
from signals.vocabulary.toml_keys import Keys

WATCHLIST_FOLDER = CHECKOUT / "data" / "watchlists"
ANALYSES = (
    "primary",
    "ps_only",
    "hcp_only",
    "no_ms_context",
    "no_known_causes",
    "same_indication",
    "without_literature_duplicates",
    "before_publicity",
    "adjusted",
)
"""Every analysis of DESIGN.md, in its order."""

_TABLE_COLUMNS = {
    "drug": "drug VARCHAR, drug_kind VARCHAR, ingredient VARCHAR",
    "event": "event VARCHAR, event_kind VARCHAR, event_pt VARCHAR, term_group VARCHAR, has_animal_model BOOLEAN",
    "event_group": "term_group VARCHAR, title VARCHAR, description VARCHAR, has_animal_model BOOLEAN",
    "demyelinating_indication": "indication_pt VARCHAR",
    "ms_therapy": "ingredient VARCHAR",
    "known_cause": "ingredient VARCHAR, route VARCHAR, source VARCHAR",
    **COMPARATOR_COLUMNS,
    "control": CONTROL_COLUMNS,
    "sequential": SEQUENTIAL_COLUMNS,
    "protocol": "name VARCHAR, title VARCHAR, version VARCHAR, sha256 VARCHAR, comparison_analysis VARCHAR, "
    "comparison_group VARCHAR",
}


@dataclass(frozen=True)
class DrugClass:
    """The drugs that are watched, each on its own, by target class where that is known, and together."""

    name: str
    ingredients: tuple[str, ...]
    targets: tuple[str | None, ...]


@dataclass(frozen=True)
class EventGroup:
    """Preferred terms, counted one by one and together. ``has_animal_model``: animal studies speak to it."""

    name: str
    title: str
    description: str
    terms: tuple[str, ...]
    has_animal_model: bool


@dataclass(frozen=True)
class KnownCause:
    """A drug whose reports an analysis leaves out because it is known to demyelinate, and who says so.

    With a ``route``, only reports where it was given that way.
    """

    ingredient: str
    route: str | None
    source: str


@dataclass(frozen=True)
class Watchlist:
    """A whole watchlist, checked. ``sha256`` is of the file's bytes: any change of it shows there."""

    name: str
    title: str
    version: str
    sha256: str
    drug_class: DrugClass
    groups: tuple[EventGroup, ...]
    demyelinating_indications: tuple[str, ...]
    ms_therapies: tuple[str, ...]
    known_causes: tuple[KnownCause, ...]
    indication_groups: tuple[IndicationGroup, ...]
    main_indications: tuple[MainIndication, ...]
    publicity: tuple[Publicity, ...]
    comparison_analysis: str
    comparison_group: str
    positive_controls: tuple[PositiveControl, ...]
    negative_controls: NegativeControls | None
    sequential: Sequential | None


def load_watchlist(name_or_path: str | Path) -> Watchlist:
    """A watchlist by its name in data/watchlists or by a path that ends in .toml; an unknown or bad one is a
    ``RequestError``.
    """
    path = _watchlist_path(str(name_or_path))
    try:
        content = path.read_bytes()
        table = tomllib.loads(content.decode())
    except OSError as error:
        raise RequestError(f"The watchlist {path} cannot be read ({error.strerror}); give a file that can.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"The watchlist {path} is not text in UTF-8 ({error}); save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"The watchlist {path} is not valid TOML: {error}; correct that line.") from error
    top = Keys(path, "", table)
    watchlist = _watchlist(path.stem, hashlib.sha256(content).hexdigest(), top)
    top.finish()
    return watchlist


def register_watchlist(connection: duckdb.DuckDBPyConnection, watchlist: Watchlist) -> None:
    """Create the watchlist's tables in the attached database ``watchlist``."""
    for table, rows in _tables(watchlist).items():
        connection.register("watchlist_rows", rows)
        connection.execute(f"CREATE TABLE watchlist.{table} ({_TABLE_COLUMNS[table]})")
        connection.execute(f"INSERT INTO watchlist.{table} BY NAME FROM watchlist_rows")
        connection.unregister("watchlist_rows")


def _watchlist_path(name_or_path: str) -> Path:
    if name_or_path.endswith(".toml"):
        return Path(name_or_path)
    known = {path.stem: path for path in WATCHLIST_FOLDER.glob("*.toml")}
    if name_or_path not in known:
        raise RequestError(
            f"There is no watchlist {name_or_path!r}: expected one of {', '.join(sorted(known)) or 'none'} "
            "(in data/watchlists) or a path that ends in .toml."
        )
    return known[name_or_path]


def _watchlist(name: str, sha256: str, top: Keys) -> Watchlist:
    group_tables = top.inner_by_name("groups")
    comparison_analysis, comparison_group = _comparison(top, [keys.name for keys in group_tables])
    drug_class = _drug_class(top.inner("class"))
    indication_groups = read_indication_groups(top)
    groups = tuple(_group(keys, keys.name == comparison_group) for keys in group_tables)
    ms_therapies = _ms_therapies(top.inner("ms_therapies")) if top.has("ms_therapies") else ()
    known_causes = _known_causes(top) if top.has("known_causes") else ()
    suspected = {*drug_class.ingredients, *ms_therapies, *(cause.ingredient for cause in known_causes)}
    return Watchlist(
        name=name,
        title=top.text("title") if top.has("title") else name,
        version=top.text("version") if top.has("version") else "not stated",
        sha256=sha256,
        drug_class=drug_class,
        groups=groups,
        demyelinating_indications=top.inner("indications").words("demyelinating") if top.has("indications") else (),
        ms_therapies=ms_therapies,
        known_causes=known_causes,
        indication_groups=indication_groups,
        main_indications=read_main_indications(top, drug_class.ingredients, indication_groups),
        publicity=read_publicity(top, drug_class.ingredients),
        comparison_analysis=comparison_analysis,
        comparison_group=comparison_group,
        positive_controls=read_positive_controls(top, _event_names(groups)),
        negative_controls=read_negative_controls(top, [group.name for group in groups], suspected),
        sequential=read_sequential(top, len(drug_class.ingredients)),
    )


def _event_names(groups: tuple[EventGroup, ...]) -> set[str]:
    return {name for group in groups for name in (group.name, *group.terms)}


def _comparison(top: Keys, groups: list[str]) -> tuple[str, str]:
    if not top.has("comparison"):
        return "no_ms_context", "cns_onset" if "cns_onset" in groups else groups[0]
    keys = top.inner("comparison")
    return keys.text("analysis", allowed=ANALYSES), keys.text("group", allowed=groups)


def _drug_class(keys: Keys) -> DrugClass:
    ingredients = keys.ingredients("ingredients")
    known = target_of_kinase_inhibitor()
    if keys.has("reference"):
        keys.text("reference", allowed=("kinase_inhibitor",))
        if unknown := [ingredient for ingredient in ingredients if ingredient not in known]:
            raise keys.wrong("ingredients", "kinase inhibitors of data/reference/kinase_inhibitors.csv", unknown[0])
    return DrugClass(keys.text("name"), ingredients, tuple(known.get(ingredient) for ingredient in ingredients))


def _group(keys: Keys, is_compared: bool) -> EventGroup:
    return EventGroup(
        name=keys.name,
        title=keys.text("title") if keys.has("title") else keys.name.replace("_", " ").capitalize(),
        description=keys.text("description") if keys.has("description") else "",
        terms=keys.words("terms"),
        has_animal_model=keys.flag("has_animal_model") if keys.has("has_animal_model") else is_compared,
    )


def _ms_therapies(keys: Keys) -> tuple[str, ...]:
    if keys.has("sources"):
        keys.words("sources")
    names = (*keys.ingredients("ingredients"), *_brands(keys))
    return _each_once(keys, "ingredients", names)


def _known_causes(top: Keys) -> tuple[KnownCause, ...]:
    causes = []
    for keys in top.inner_list("known_causes"):
        source = keys.text("source")
        route = keys.text("route") if keys.has("route") else None
        causes += [KnownCause(name, route, source) for name in (keys.ingredient("ingredient"), *_brands(keys))]
    _each_once(top, "known_causes", tuple(cause.ingredient for cause in causes))
    return tuple(causes)


def _brands(keys: Keys) -> tuple[str, ...]:
    # A row without prod_ai whose brand no other row explains keeps its text as its ingredient.
    return keys.ingredients("brands") if keys.has("brands") else ()


def _each_once(keys: Keys, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        raise keys.wrong(key, "each ingredient or brand once", f"{twice[0]} twice")
    return names


def _tables(watchlist: Watchlist) -> dict[str, pd.DataFrame]:
    return {
        "drug": _drugs(watchlist.drug_class),
        "event": pd.DataFrame(
            [
                (event, kind, term, group.name, group.has_animal_model)
                for group in watchlist.groups
                for term in group.terms
                for event, kind in ((term, "term"), (group.name, "group"))
            ],
            columns=["event", "event_kind", "event_pt", "term_group", "has_animal_model"],
        ),
        "event_group": pd.DataFrame(
            [(group.name, group.title, group.description, group.has_animal_model) for group in watchlist.groups],
            columns=["term_group", "title", "description", "has_animal_model"],
        ),
        "demyelinating_indication": pd.DataFrame({"indication_pt": watchlist.demyelinating_indications}),
        "ms_therapy": pd.DataFrame({"ingredient": watchlist.ms_therapies}),
        "known_cause": pd.DataFrame(
            [(cause.ingredient, cause.route, cause.source) for cause in watchlist.known_causes],
            columns=["ingredient", "route", "source"],
        ),
        **comparator_tables(watchlist.indication_groups, watchlist.main_indications, watchlist.publicity),
        "control": control_rows(watchlist.positive_controls, watchlist.negative_controls),
        "sequential": sequential_rows(watchlist.sequential, watchlist.comparison_analysis, watchlist.comparison_group),
        "protocol": pd.DataFrame(
            [
                (
                    watchlist.name,
                    watchlist.title,
                    watchlist.version,
                    watchlist.sha256,
                    watchlist.comparison_analysis,
                    watchlist.comparison_group,
                )
            ],
            columns=["name", "title", "version", "sha256", "comparison_analysis", "comparison_group"],
        ),
    }


def _drugs(drug_class: DrugClass) -> pd.DataFrame:
    members = list(zip(drug_class.ingredients, drug_class.targets, strict=True))
    rows = [(ingredient, "ingredient", ingredient) for ingredient, _ in members]
    rows += [(target, "target_class", ingredient) for ingredient, target in members if target is not None]
    rows += [(drug_class.name, "class", ingredient) for ingredient, _ in members]
    return pd.DataFrame(rows, columns=["drug", "drug_kind", "ingredient"])
