"""What a watchlist says of its instrument: drugs whose truth is known, and the test that is looked at every quarter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from signals.statistics.maxsprt import LARGEST_UPPER_LIMIT, critical_value
from signals.vocabulary.toml_keys import Keys

CONTROL_COLUMNS = (
    "control_kind VARCHAR, drug VARCHAR, event VARCHAR, published_ror DOUBLE, published_ror_lower DOUBLE, "
    "published_ror_upper DOUBLE, source VARCHAR"
)
SEQUENTIAL_COLUMNS = "alpha DOUBLE, upper_limit DOUBLE, minimum_events INTEGER, analysis VARCHAR, event VARCHAR"


@dataclass(frozen=True)
class PositiveControl:
    """A pair that is known to be reported disproportionately, who says so, and the odds ratio published, if any."""

    drug: str
    event: str
    source: str
    ror: float | None
    ror_lower: float | None
    ror_upper: float | None


@dataclass(frozen=True)
class NegativeControls:
    """Drugs that no plausible link ties to the watched events, by group, and the rule that chose them beforehand."""

    rule: str
    by_group: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Sequential:
    """A MaxSPRT a watched ingredient: ``alpha`` is divided over the watched ingredients."""

    alpha: float
    upper_limit: float
    minimum_events: int


def read_positive_controls(top: Keys, events: Collection[str]) -> tuple[PositiveControl, ...]:
    """The list [[positive_controls]]; ``events`` are the watched terms and groups, of which each must be one."""
    if not top.has("positive_controls"):
        return ()
    return tuple(_positive_control(keys, events) for keys in top.inner_list("positive_controls"))


def _positive_control(keys: Keys, events: Collection[str]) -> PositiveControl:
    event = keys.text("event")
    if event not in events:
        raise keys.wrong("event", "a term or group of this watchlist, spelled as there", event)
    ror, lower, upper = (
        keys.number(key, above=0) if keys.has(key) else None
        for key in ("published_ror", "published_ror_lower", "published_ror_upper")
    )
    if (lower is None) != (upper is None) or (ror is None and lower is not None):
        raise keys.wrong("published_ror", "an odds ratio, alone or with both bounds", "a part of it")
    if ror is not None and lower is not None and upper is not None and not lower <= ror <= upper:
        raise keys.wrong("published_ror", "lower <= ratio <= upper", f"{lower}, {ror}, {upper}")
    return PositiveControl(keys.ingredient("ingredient"), event, keys.text("source"), ror, lower, upper)


def read_negative_controls(top: Keys, groups: Sequence[str], suspected: Collection[str]) -> NegativeControls | None:
    """The table [negative_controls]; ``suspected`` are drugs that cannot be: watched, or linked to the events."""
    if not top.has("negative_controls"):
        return None
    keys = top.inner("negative_controls")
    ingredients = keys.ingredients("ingredients")
    if linked := [ingredient for ingredient in ingredients if ingredient in suspected]:
        raise keys.wrong("ingredients", "drugs that are not watched, no MS therapy and no known cause", linked[0])
    left_out = _left_out(keys, groups, ingredients)
    return NegativeControls(
        rule=f"{keys.text('rule')} Fixed on {keys.text('fixed_on')}.",
        by_group=tuple(
            (group, tuple(name for name in ingredients if name not in left_out.get(group, ()))) for group in groups
        ),
    )


def _left_out(keys: Keys, groups: Sequence[str], ingredients: Collection[str]) -> dict[str, tuple[str, ...]]:
    if not keys.has("except"):
        return {}
    inner = keys.inner("except")
    if unknown := [group for group in inner.values if group not in groups]:
        raise inner.wrong(unknown[0], f"one of the groups {', '.join(groups)}", "another name")
    left_out = {group: inner.ingredients(group) for group in inner.values}
    for group, names in left_out.items():
        if other := [name for name in names if name not in ingredients]:
            raise inner.wrong(group, "negative controls of this watchlist", other[0])
    return left_out


def read_sequential(top: Keys, drug_count: int) -> Sequential | None:
    """The table [sequential]; refused where no critical value spends its share of alpha."""
    if not top.has("sequential"):
        return None
    keys = top.inner("sequential")
    alpha = keys.number("alpha", above=0, at_most=0.5)
    upper_limit = keys.number("upper_limit", above=0, at_most=LARGEST_UPPER_LIMIT)
    minimum_events = keys.whole_number("minimum_events", at_least=1)
    try:
        critical_value(upper_limit, alpha / drug_count, minimum_events)
    except ValueError as error:
        raise keys.wrong(
            "upper_limit", f"enough expected events for alpha / {drug_count} drugs", f"{upper_limit} ({error})"
        ) from error
    return Sequential(alpha, upper_limit, minimum_events)


def control_rows(positive: tuple[PositiveControl, ...], negative: NegativeControls | None) -> pd.DataFrame:
    """The rows of watchlist.control: a control x event."""
    rows = [("positive", one.drug, one.event, one.ror, one.ror_lower, one.ror_upper, one.source) for one in positive]
    if negative is not None:
        rows += [
            ("negative", drug, group, None, None, None, negative.rule)
            for group, drugs in negative.by_group
            for drug in drugs
        ]
    columns = [column.split()[0] for column in CONTROL_COLUMNS.split(", ")]
    return pd.DataFrame(rows, columns=columns)


def sequential_rows(sequential: Sequential | None, analysis: str, event: str) -> pd.DataFrame:
    """The row of watchlist.sequential, none where the watchlist asks for no such test."""
    columns = [column.split()[0] for column in SEQUENTIAL_COLUMNS.split(", ")]
    if sequential is None:
        return pd.DataFrame(columns=columns)
    row = (sequential.alpha, sequential.upper_limit, sequential.minimum_events, analysis, event)
    return pd.DataFrame([row], columns=columns)
