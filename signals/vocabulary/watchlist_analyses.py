"""The analyses of a watchlist: each is a row that says which reports count, and what they are compared with."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from signals.settings import CHECKOUT
from signals.settings_file import read_toml
from signals.validation import StrictModel, did_you_mean, expecting, validated, wrong
from signals.vocabulary.watchlist_sections import Flag, Ingredient, Ingredients, Tables, Text, Words

DEFAULTS_FILE = CHECKOUT / "data" / "watchlist_defaults.toml"

ALL, ALL_BUT_THE_CLASS, ONLY_THE_CLASS = COMPARATORS = ("all", "all but the class", "only the class")
"""The comparators of every watchlist, in addition to its own lists of drugs."""

Name = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), expecting("a name in lower case, such as without_children")
]


class Analysis(StrictModel):
    """Which reports count, in all four cells, and what the drug's reports are compared with. Its terms combine.

    ``words`` follow a verb in a sentence: "it vanishes among reports of health professionals". ``suspects``: a drug is
    suspected in any role, or as the primary suspect only. ``leave_out``: lists of the watchlist. ``only_indications``:
    some drug was given for a main indication of the watched drug. ``comparator``: "all", "all but the class", "only the
    class", or a list of drugs. ``received_before``: first received before the day under [[publicity]]. ``adjusted``:
    within strata of age band, sex and year of first receipt. ``one_report_a_probable_group``: of the reports that are
    probably one, one (linkage.probable_group). ``after``: the analysis that it is shown behind.
    """

    name: Name
    words: Text
    after: Name | None = None
    suspects: Literal["all", "primary"] = "all"
    reporters: Literal["all", "health professionals"] = "all"
    leave_out: Words = ()
    only_indications: Flag = False
    comparator: Text = ALL
    received_before: Literal["publicity"] | None = None
    one_report_an_article: Flag = False
    one_report_a_probable_group: Flag = False
    adjusted: Flag = False

    @property
    def conditions(self) -> tuple[object, ...]:
        """The conditions that select reports; two analyses with equal conditions count the same reports."""
        return (
            *(self.suspects, self.reporters, frozenset(self.leave_out), self.only_indications, self.comparator),
            *(self.received_before, self.one_report_an_article, self.one_report_a_probable_group),
        )

    @property
    def sole_condition(self) -> str | None:
        """The only condition that differs from a plain analysis, where there is exactly one."""
        own = self.model_dump(exclude={"name", "words", "after"}, exclude_defaults=True)
        return next(iter(own)) if len(own) == 1 else None

    @property
    def is_plain(self) -> bool:
        """Whether every counted case is in it, compared without strata."""
        return not self.model_dump(exclude={"name", "words", "after"}, exclude_defaults=True)

    @property
    def is_restricted(self) -> bool:
        """Whether a drug is compared with a part of the reports chosen for it: its own indications, or some drugs."""
        return self.comparator != ALL or self.only_indications

    @property
    def is_same_for_every_drug(self) -> bool:
        """Whether its reports are the same for every drug, so that controls can be scored in it."""
        is_of_drug = self.is_restricted or self.received_before or self.suspects != "all"
        return not (is_of_drug or self.adjusted)


class ListedDrug(StrictModel):
    """A drug of a list, and who says so; with a ``route``, only where it was given that way."""

    ingredient: Ingredient
    brands: Ingredients = ()
    route: Text | None = None
    source: Text

    @property
    def names(self) -> tuple[str, ...]:
        """The ingredient and its brands: a report whose brand no other report explains keeps its text as ingredient."""
        return (self.ingredient, *self.brands)


class NamedList(StrictModel):
    """What selects the reports of a list: a drug in any role, an indication of any drug, or an event.

    ``words`` say which reports those are. ``drugs`` are ingredients with a source each.
    """

    words: Text
    ingredients: Ingredients = ()
    brands: Ingredients = ()
    drugs: Tables[ListedDrug] = ()
    indications: Words = ()
    events: Words = ()
    sources: Words = ()

    @property
    def drug_names(self) -> tuple[str, ...]:
        """Every ingredient and brand."""
        return (*self.ingredients, *self.brands, *(name for drug in self.drugs for name in drug.names))

    @property
    def is_empty(self) -> bool:
        """Whether no report can be on it."""
        return not (self.drug_names or self.indications or self.events)


class Defaults(StrictModel):
    """What data/watchlist_defaults.toml holds."""

    analyses: Tables[Analysis]

    @model_validator(mode="after")
    def _stand_on_their_own(self) -> Self:
        check_analyses(self.analyses, {})
        return self


@lru_cache(maxsize=1)
def read_defaults() -> Defaults:
    """The defaults of every watchlist.

    Raises
    ------
    RequestError
        The file is not valid.
    """
    table, _ = read_toml(DEFAULTS_FILE, "file of watchlist defaults")
    return validated(Defaults, table, f"The file of watchlist defaults {DEFAULTS_FILE}")


def merge_analyses(defaults: Iterable[Analysis], own: Iterable[Analysis]) -> tuple[Analysis, ...]:
    """A watchlist's analyses: one of a default's name replaces it in its place, others stand behind ``after``."""
    analyses = list(defaults)
    for analysis in own:
        names = [each.name for each in analyses]
        if analysis.name in names:
            analyses[names.index(analysis.name)] = analysis
        elif analysis.after is None:
            analyses.append(analysis)
        elif analysis.after in names:
            analyses.insert(names.index(analysis.after) + 1, analysis)
        else:
            raise wrong(
                f"the name of an analysis before it: {', '.join(names)}{did_you_mean(analysis.after, names)}",
                analysis.after,
                key=f"analyses.{analysis.name}.after",
            )
    return tuple(analyses)


def check_analyses(analyses: Collection[Analysis], lists: Mapping[str, NamedList]) -> None:
    """Refuse analyses without a plain one first, two equal analyses, and a list that does not exist."""
    if not analyses or not next(iter(analyses)).is_plain:
        raise wrong("a first analysis that leaves nothing out", key="analyses", found="another, or none")
    seen: dict[tuple[object, ...], str] = {}
    for analysis in analyses:
        earlier = seen.setdefault((analysis.conditions, analysis.adjusted), analysis.name)
        if earlier != analysis.name:
            raise wrong("analyses that differ", key=f"analyses.{analysis.name}", found=f"what {earlier} does")
        for name in analysis.leave_out:
            _check_list(f"analyses.{analysis.name}.leave_out", name, list(lists))
        if analysis.comparator not in COMPARATORS:
            drug_lists = [*COMPARATORS, *(name for name, listed in lists.items() if listed.drug_names)]
            _check_list(f"analyses.{analysis.name}.comparator", analysis.comparator, drug_lists)


def _check_list(key: str, name: str, allowed: Collection[str]) -> None:
    if name not in allowed:
        expected = f"one of {', '.join(allowed)}" if allowed else "a list under [lists]"
        raise wrong(f"{expected}{did_you_mean(name, allowed)}", name, key=key)
