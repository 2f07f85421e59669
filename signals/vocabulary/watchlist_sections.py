"""The sections of a watchlist file: what each may hold, and what it means."""

import datetime
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator

from signals.statistics.criteria import PUBLISHED_THRESHOLDS
from signals.validation import StrictModel, expecting, wrong
from signals.vocabulary.reference import target_of_kinase_inhibitor

T = TypeVar("T")


def _in_lower_case(name: str) -> str:
    if name != name.lower():
        raise wrong("an ingredient in lower case", name)
    return name


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    lower = [name.lower() for name in names]
    if repeated := [name for place, name in enumerate(names) if name.lower() in lower[:place]]:
        raise wrong("each name once", found=f"{repeated[0]!r} twice")
    return names


Text = Annotated[str, StringConstraints(pattern=r"\S"), expecting("a text")]
Word = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$"), expecting("a text without spaces around it")]
Ingredient = Annotated[Word, AfterValidator(_in_lower_case)]
Items = Annotated[tuple[T, ...], Strict(False), Field(min_length=1)]
Words = Annotated[Items[Word], AfterValidator(_each_once), expecting("a list of at least one text")]
Ingredients = Annotated[Items[Ingredient], AfterValidator(_each_once), expecting("a list of at least one ingredient")]
Tables = Annotated[Items[T], expecting("a list of at least one table")]
TablesByName = Annotated[dict[str, T], Field(min_length=1), expecting("a table of at least one table")]
Flag = Annotated[bool, expecting("true or false")]
Day = Annotated[datetime.date, expecting("a date without quotes, such as 2019-12-17")]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False), expecting("a number above 0")]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False), expecting("a number of at least 0")]
Number = Annotated[float, Field(allow_inf_nan=False), expecting("a number")]


class DrugClass(StrictModel):
    """The drugs that are watched, each on its own, by target class where that is known, and together."""

    name: Text
    ingredients: Ingredients
    reference: Literal["kinase_inhibitor"] | None = None

    @property
    def targets(self) -> tuple[str | None, ...]:
        """The target class of each ingredient; None where it is no kinase inhibitor of data/reference."""
        return tuple(target_of_kinase_inhibitor().get(ingredient) for ingredient in self.ingredients)


class EventGroup(StrictModel):
    """Preferred terms, counted one by one and together. ``has_animal_model``: animal studies are evidence on it.

    Those of a ``terms_file`` stand in ``terms`` before this is checked (signals/vocabulary/terms_file.py).
    """

    title: Text | None = None
    description: str = ""
    terms: Words
    has_animal_model: Flag | None = None


class Comparison(StrictModel):
    """The analysis and the event group that the topic is about."""

    analysis: Text
    group: Text


class IndicationGroup(StrictModel):
    """Preferred terms, as indications, of one disease that drugs are given for."""

    terms: Words


class MainIndications(StrictModel):
    """The indication groups that drugs are mainly given for, and who says so."""

    ingredients: Ingredients
    groups: Words
    source: Text


class Publicity(StrictModel):
    """The day of the first publication or label change that may have made people report the drug's events."""

    ingredient: Ingredient
    date: Day
    source: Text


class PositiveControl(StrictModel):
    """A pair that is known to be reported disproportionately, who says so, and the odds ratio published, if any."""

    ingredient: Ingredient
    event: Text
    published_ror: Positive | None = None
    published_ror_lower: Positive | None = None
    published_ror_upper: Positive | None = None
    source: Text

    @model_validator(mode="after")
    def _ratio_lies_between_its_bounds(self) -> Self:
        ror, lower, upper = self.published_ror, self.published_ror_lower, self.published_ror_upper
        if (lower is None) != (upper is None) or (ror is None and lower is not None):
            raise wrong("an odds ratio, alone or with both bounds", key="published_ror", found="a part of it")
        if ror and lower and upper and not lower <= ror <= upper:
            raise wrong("lower <= ratio <= upper", key="published_ror", found=f"{lower}, {ror}, {upper}")
        return self


class NegativeControls(StrictModel):
    """Drugs that no plausible link ties to the watched events, and the rule that chose them beforehand."""

    fixed_on: Text
    rule: Text
    ingredients: Ingredients
    left_out: Annotated[dict[str, Ingredients], Field(alias="except", default_factory=dict)]
    """Controls that an event group goes without."""

    def of_group(self, group: str) -> tuple[str, ...]:
        """The controls of an event group."""
        return tuple(name for name in self.ingredients if name not in self.left_out.get(group, ()))


class Sequential(StrictModel):
    """A MaxSPRT for each watched ingredient: ``alpha`` is divided over the watched ingredients."""

    alpha: Annotated[float, Field(gt=0, le=0.5), expecting("a number above 0 and at most 0.5")]
    upper_limit: Positive
    minimum_events: Annotated[int, Field(ge=1), expecting("a whole number of at least 1")]


class Criteria(StrictModel):
    """Thresholds of the named criteria for this topic, where they differ from those of the papers."""

    minimum_cases: Annotated[int, Field(ge=1), expecting("a whole number of at least 1")] = (
        PUBLISHED_THRESHOLDS.minimum_cases
    )
    prr: Positive = PUBLISHED_THRESHOLDS.prr
    chi_square: NotNegative = PUBLISHED_THRESHOLDS.chi_square
    ror_lower: Positive = PUBLISHED_THRESHOLDS.ror_lower
    ic_lower: Number = PUBLISHED_THRESHOLDS.ic_lower
    ebgm_lower: Positive = PUBLISHED_THRESHOLDS.ebgm_lower
