"""The watchlist: which drugs and events are watched, and the lists that the analyses use.

It is data; another one is another TOML file. data/watchlists/README.md says what it may hold; anything else in it,
or anything missing, is refused with the file, the key, what was expected and what was found.
"""

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from signals.errors import RequestError
from signals.settings import CHECKOUT
from signals.settings_file import read_toml
from signals.statistics.maxsprt import check_can_spend
from signals.validation import StrictModel, did_you_mean, validated, wrong
from signals.vocabulary import watchlist_sections as sections
from signals.vocabulary.evidence import Evidence, evidence_names, read_evidence
from signals.vocabulary.reference import ingredient_named, target_of_kinase_inhibitor
from signals.vocabulary.terms_file import read_terms
from signals.vocabulary.watchlist_analyses import Analysis, NamedList, check_analyses, merge_analyses, read_defaults

WATCHLIST_FOLDER = CHECKOUT / "data" / "watchlists"


class WatchlistFile(StrictModel):
    """The sections of a watchlist file, and checks of the references between them."""

    title: sections.Text | None = None
    question: sections.Text | None = None
    evidence: sections.Text | None = None
    version: sections.Text = "not stated"
    drug_class: Annotated[sections.DrugClass, Field(alias="class")]
    comparison: sections.Comparison | None = None
    groups: sections.TablesByName[sections.EventGroup]
    default_analyses: sections.Flag = True
    own_analyses: Annotated[sections.Tables[Analysis], Field(alias="analyses")] = ()
    criteria: sections.Criteria = sections.Criteria()
    lists: sections.TablesByName[NamedList] = Field(default_factory=dict)
    indication_groups: sections.TablesByName[sections.IndicationGroup] = Field(default_factory=dict)
    main_indications: sections.Tables[sections.MainIndications] = ()
    publicity: sections.Tables[sections.Publicity] = ()
    positive_controls: sections.Tables[sections.PositiveControl] = ()
    negative_controls: sections.NegativeControls | None = None
    sequential: sections.Sequential | None = None

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """Every analysis in the order in which they are shown, those of data/watchlist_defaults.toml among them."""
        return merge_analyses(read_defaults().analyses if self.default_analyses else (), self.own_analyses)

    @property
    def comparison_analysis(self) -> str:
        """The analysis that the topic is about: the first, unless the watchlist names one."""
        return self.comparison.analysis if self.comparison else self.analyses[0].name

    @property
    def comparison_group(self) -> str:
        """The event group that the topic is about: the first, unless the watchlist names one."""
        return self.comparison.group if self.comparison else next(iter(self.groups))

    @property
    def evidence_file(self) -> Evidence | None:
        """What the topic's file of data/evidence says; None where the watchlist names none."""
        return read_evidence(self.evidence) if self.evidence else None

    @property
    def topic_question(self) -> str:
        """The topic's question in the watchlist's words, else which of its drugs are reported with its events."""
        if self.question:
            return self.question
        event = self.groups[self.comparison_group].title or self.comparison_group.replace("_", " ")
        return f"{event}: which drugs of the class {self.drug_class.name} is it reported with disproportionately?"

    def is_empty(self, analysis: Analysis) -> bool:
        """Whether all lists that the analysis leaves out are empty."""
        return bool(analysis.leave_out) and all(self.lists[name].is_empty for name in analysis.leave_out)

    @property
    def drugs_left_out(self) -> set[str]:
        """The drugs that some analysis leaves out."""
        left_out = {name for analysis in self.analyses for name in analysis.leave_out}
        return {drug for name in left_out for drug in self.lists[name].drug_names}

    def has_animal_model(self, group: str) -> bool:
        """Whether the group has an animal model: as it declares, else only the compared group has one.

        False where the topic has no evidence other than its reports.
        """
        if self.evidence is None:
            return False
        stated = self.groups[group].has_animal_model
        return group == self.comparison_group if stated is None else stated

    @model_validator(mode="after")
    def _class_is_of_the_reference_table(self) -> Self:
        if self.drug_class.reference:
            expected = "kinase inhibitors of data/reference/kinase_inhibitors.csv"
            _require("class.ingredients", expected, self.drug_class.ingredients, target_of_kinase_inhibitor())
        return self

    @model_validator(mode="after")
    def _evidence_is_there(self) -> Self:
        if self.evidence is None:
            return self
        names = evidence_names()
        _require("evidence", f"a file of data/evidence: {', '.join(names)}", [self.evidence], names)
        return self

    @model_validator(mode="after")
    def _analyses_can_be_made(self) -> Self:
        check_analyses(self.analyses, self.lists)
        can_be = [each.name for each in self.analyses if each.is_same_for_every_drug and not self.is_empty(each)]
        expected = f"an analysis whose reports are the same for every drug: {', '.join(can_be)}"
        _require("comparison.analysis", expected, [self.comparison_analysis], can_be)
        return self

    @model_validator(mode="after")
    def _names_refer_to_something(self) -> Self:
        watched = self.drug_class.ingredients
        groups = ", ".join(self.groups)
        _require("comparison.group", f"one of the groups {groups}", [self.comparison_group], self.groups)
        tables = f"tables of [indication_groups] ({', '.join(self.indication_groups)})"
        for number, main in enumerate(self.main_indications, start=1):
            _require(f"main_indications[{number}].groups", tables, main.groups, self.indication_groups)
            _require(f"main_indications[{number}].ingredients", "ingredients of [class]", main.ingredients, watched)
        for number, dated in enumerate(self.publicity, start=1):
            _require(f"publicity[{number}].ingredient", "ingredients of [class]", [dated.ingredient], watched)
        events = {*self.groups, *(term for group in self.groups.values() for term in group.terms)}
        for number, control in enumerate(self.positive_controls, start=1):
            expected = "a term or group of this watchlist, spelled as there"
            _require(f"positive_controls[{number}].event", expected, [control.event], events)
        return self

    @model_validator(mode="after")
    def _no_name_stands_twice(self) -> Self:
        _once("analyses", (analysis.name for analysis in self.own_analyses))
        for name, listed in self.lists.items():
            _once(f"lists.{name}", listed.drug_names)
        _once("main_indications", (name for main in self.main_indications for name in main.ingredients))
        _once("publicity", (dated.ingredient for dated in self.publicity))
        return self

    @model_validator(mode="after")
    def _negative_controls_are_not_suspected(self) -> Self:
        if self.negative_controls is None:
            return self
        suspected = {*self.drug_class.ingredients, *self.drugs_left_out}
        controls = self.negative_controls.ingredients
        if linked := [name for name in controls if name in suspected]:
            expected = "drugs that are not watched, and on no list that an analysis leaves out"
            raise wrong(expected, linked[0], key="negative_controls.ingredients")
        for group, names in self.negative_controls.left_out.items():
            key = f"negative_controls.except.{group}"
            _require(key, f"one of the groups {', '.join(self.groups)}", [group], self.groups)
            _require(key, "negative controls of this watchlist", names, controls)
        return self

    @model_validator(mode="after")
    def _sequential_test_can_spend_its_alpha(self) -> Self:
        if self.sequential is None:
            return self
        test, drug_count = self.sequential, len(self.drug_class.ingredients)
        try:
            check_can_spend(test.alpha / drug_count, test.upper_limit, test.minimum_events)
        except ValueError as error:
            raise wrong(
                f"enough expected events for alpha / {drug_count} drugs",
                key="sequential.upper_limit",
                found=f"{test.upper_limit} ({error})",
            ) from error
        return self


class Watchlist(WatchlistFile):
    """A whole watchlist, checked. ``sha256`` is of the file's bytes: any change of it shows there."""

    name: str
    sha256: str
    title: sections.Text
    renamed: dict[str, str] = Field(default_factory=dict)
    """What the file calls an ingredient that it names by a brand or salt."""


def _require(key: str, expected: str, names: Iterable[str], allowed: Collection[str]) -> None:
    if unknown := [name for name in names if name not in allowed]:
        raise wrong(expected, unknown[0], key=key)


def _once(key: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise wrong("each name once", key=key, found=f"{name!r} twice")
        seen.add(name)


def load_watchlist(name_or_path: str | Path) -> Watchlist:
    """A watchlist from its file.

    Parameters
    ----------
    name_or_path
        A name in data/watchlists, or a path that ends in .toml.

    Raises
    ------
    RequestError
        There is none of this name, or it does not hold what a watchlist holds.
    """
    path = _watchlist_path(str(name_or_path))
    table, content = read_toml(path, "watchlist")
    content += _fill_terms(table, path.parent)
    renamed = _name_ingredients(table)
    file = validated(WatchlistFile, table, f"The watchlist {path}")
    sha256 = hashlib.sha256(content).hexdigest()
    own = {"title": file.title or path.stem, "name": path.stem, "sha256": sha256, "renamed": renamed}
    return Watchlist.model_construct(**{**dict(file), **own})


def load_watchlists(names_or_paths: Iterable[str | Path]) -> tuple[Watchlist, ...]:
    """Several watchlists, in this order.

    Raises
    ------
    RequestError
        As ``load_watchlist`` does, and where two have one name.
    """
    watchlists = tuple(map(load_watchlist, names_or_paths))
    names = [watchlist.name for watchlist in watchlists]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise RequestError(
            f"The watchlist {repeated!r} is asked for twice: expected each once, by its own name; "
            "rename one of the files."
        )
    return watchlists


def _fill_terms(table: dict[str, Any], folder: Path) -> bytes:
    """Append the terms of each group's ``terms_file`` to its own terms; return the bytes of these files."""
    groups = table.get("groups")
    content = b""
    for group in groups.values() if isinstance(groups, dict) else ():
        if isinstance(group, dict) and isinstance(group.get("terms_file"), str):
            path = folder / Path(group.pop("terms_file")).expanduser()
            own, read = group.get("terms", []), read_terms(path, group.pop("terms_of", None))
            if isinstance(own, list):  # what is none, or holds something else than text, is refused with its key
                present = {str(term).lower() for term in own}
                group["terms"] = [*own, *(term for term in read if term.lower() not in present)]
            content += path.read_bytes()
    return content


def _name_ingredients(table: dict[str, Any]) -> dict[str, str]:
    """Replace brands and salts in [class] by their ingredient; return the names as written, by ingredient."""
    drug_class = table["class"] if isinstance(table.get("class"), dict) else {}
    written = drug_class.get("ingredients")
    if not isinstance(written, list) or not all(isinstance(name, str) for name in written):
        return {}
    ingredients = {name: ingredient_named(name) for name in written}
    renamed = {ingredient: name for name, ingredient in ingredients.items() if ingredient != name.lower()}
    drug_class["ingredients"] = [ingredients[name] if ingredients[name] in renamed else name for name in written]
    return renamed


def _watchlist_path(name_or_path: str) -> Path:
    if name_or_path.endswith(".toml"):
        return Path(name_or_path)
    paths = {path.stem: path for path in WATCHLIST_FOLDER.glob("*.toml")}
    if name_or_path not in paths:
        raise RequestError(
            f"There is no watchlist {name_or_path!r}{did_you_mean(name_or_path, sorted(paths))}: expected one of "
            f"{', '.join(sorted(paths)) or 'none'} (in data/watchlists) or a path that ends in .toml."
        )
    return paths[name_or_path]
