"""Which pairs of cases are reports of one patient: a Fellegi-Sunter model with three classes, fitted by EM.

A pair that shares a suspect drug is one of three things: two reports of one patient (match), two patients of one
series (the same drug, events, day and sender, because one sender reported them together), or two cases with nothing in
common but the drug (chance). Two classes are not enough: the pairs that agree most are then those of series, and EM
takes them for the matches.

References
----------
Fellegi, Sunter (1969). J Am Stat Assoc 64:1183-1210. Winkler (1988): EM for its parameters.
Norén, Orre, Bate, Edwards (2007). Data Min Knowl Discov 14:305-328; Tregunno (2014). Drug Saf 37:249-258: adverse event
reports.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import logsumexp

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer]

CHANCE_RULE = 0
"""The number that stands for "drawn by chance" where a rule of blocking stands elsewhere."""
PRIOR_PAIRS = 50.0
"""How many pairs the parameters that are expected before any data count as."""
LEAST_CHANCE_PAIRS = 1_000
"""Fewer pairs do not say how often two cases agree by chance."""
_CHANCE_MIX = (1e-4, 1e-3, 1 - 1.1e-3)
"""What pairs drawn by chance are taken for: few of them can be duplicates, whatever agrees."""
_CONVERGED, _ITERATIONS = 1e-5, 1_000
_LARGEST_SHARE = 0.5


@dataclass(frozen=True)
class Field:
    """A field that two cases are compared by, its levels in words, and how often each is expected before any data.

    ``series`` is None for a field of the patient: two patients of a series agree on it as often as by chance.
    """

    name: str
    levels: tuple[str, ...]
    match: tuple[float, ...]
    series: tuple[float, ...] | None = None


FIELDS: tuple[Field, ...] = (
    Field(
        "events",
        (
            "none shared", "some shared", "most shared, less than 12 bits", "most shared, 12 bits or more",
            "the same, less than 6 bits", "the same, less than 12 bits", "the same, less than 20 bits",
            "the same, 20 bits or more",
        ),
        (0.03, 0.07, 0.05, 0.15, 0.1, 0.2, 0.2, 0.2),
        (0.03, 0.07, 0.05, 0.15, 0.1, 0.2, 0.2, 0.2),
    ),
    Field(
        "drugs",
        ("fewer than half shared", "most shared", "the same one", "the same two or three", "the same four or more"),
        (0.1, 0.2, 0.3, 0.25, 0.15),
        (0.1, 0.2, 0.3, 0.25, 0.15),
    ),
    Field(
        "event_date",
        ("more than 14 days apart", "up to 14 days apart", "the same day"),
        (0.15, 0.15, 0.7),
        (0.15, 0.15, 0.7),
    ),
    Field("age", ("more than a year apart", "up to a year apart", "the same"), (0.1, 0.1, 0.8)),
    Field("start_date", ("different", "the same day"), (0.2, 0.8)),
    Field("sex", ("different", "the same"), (0.03, 0.97)),
    Field("weight", ("0.6 kg or more apart", "less than 0.6 kg apart"), (0.2, 0.8)),
    Field("country", ("different", "the same"), (0.05, 0.95), (0.05, 0.95)),
    Field(
        "number",
        ("different, of different senders", "different, of one sender", "the same digits"),
        (0.6, 0.2, 0.2),
        (0.05, 0.9, 0.05),
    ),
)  # fmt: skip

BLOCKED_BY: Mapping[int, frozenset[str]] = {
    CHANCE_RULE: frozenset(),
    1: frozenset({"event_date", "age", "sex"}),
    2: frozenset({"drugs", "events", "age", "sex"}),
    3: frozenset({"drugs", "events", "event_date"}),
    4: frozenset({"number"}),
    5: frozenset({"events"}),
    6: frozenset({"drugs", "events", "age", "sex", "country"}),
    7: frozenset({"age", "sex", "weight", "country"}),
    8: frozenset({"event_date"}),
    9: frozenset({"drugs", "events"}),
    10: frozenset({"drugs"}),
    11: frozenset({"events", "sex", "country"}),
    12: frozenset({"events", "sex", "country"}),
    13: frozenset({"age", "sex"}),
}
"""The fields that pairs agree on because of the rule of sql/linkage/block.sql that found them: no evidence there."""


@dataclass(frozen=True)
class Model:
    """How often each level of each field occurs in each class of pairs.

    ``match``, ``series`` and ``chance`` hold the levels of the first field, then those of the second, and so on; they
    add up to 1 within each field.
    """

    match: Floats
    series: Floats
    chance: Floats


@dataclass(frozen=True)
class Shares:
    """Expected matches, and other members of its series, of a case among those that suspect the same rarest drug."""

    match: float
    series: float


def fit(levels: Integers, rule: Integers, count: Integers) -> Model | None:
    """Model of the classes of pairs, by expectation and maximisation.

    Pairs drawn by chance say how often levels occur by chance; the pairs of each rule of blocking say how often they
    occur in matches and series, without the fields that the rule is made of. Each rule has its own shares of classes.
    The start is fixed and nothing is drawn at random: the same pairs give the same model.

    Parameters
    ----------
    levels
        A row a pattern and a column a field of FIELDS; 0: not known, which is no evidence.
    rule
        The rule that found the pairs of the pattern, CHANCE_RULE for those drawn by chance; shape (patterns,).
    count
        How many pairs have the pattern; shape (patterns,).

    Returns
    -------
    Model or None
        None where fewer than LEAST_CHANCE_PAIRS pairs were drawn by chance.

    Examples
    --------
    Of 2,000 pairs by chance half are of one sex, and nothing else is known; no rule found a pair:

    >>> levels = np.zeros((2, len(FIELDS)), dtype=int)
    >>> levels[:, field_names().index("sex")] = [1, 2]
    >>> model = fit(levels, rule=np.array([0, 0]), count=np.array([1_000, 1_000]))
    >>> weight = match_weight(model, Shares(0.04, 0.01), levels, rarity=np.array([5, 5]))
    >>> weight.round(2).tolist()
    [-13.7, -8.69]
    """
    is_chance = rule == CHANCE_RULE
    if count[is_chance].sum() < LEAST_CHANCE_PAIRS:
        return None
    used = np.array([[field.name not in BLOCKED_BY[number] for field in FIELDS] for number in sorted(BLOCKED_BY)])
    design = _design(np.where(used[rule], levels, 0))
    blocked, drawn = design[~is_chance].T.tocsr(), design[is_chance].T.tocsr()
    is_patient = np.concatenate([np.full(len(field.levels), field.series is None) for field in FIELDS])
    expected = _per_field(np.concatenate([field.match for field in FIELDS]))
    expected_series = np.concatenate([field.series or np.zeros(len(field.levels)) for field in FIELDS])
    match, series = expected, expected_series
    share = np.zeros((len(rule), 3))
    mix = np.tile([0.2, 0.2, 0.6], (len(BLOCKED_BY), 1))
    mix[CHANCE_RULE] = _CHANCE_MIX
    share[:, 2] = 1
    for _ in range(_ITERATIONS):
        weighted = share * count[:, None]
        chance = _per_field(drawn @ weighted[is_chance, 2] + 0.5)
        match = _per_field(blocked @ weighted[~is_chance, 0] + PRIOR_PAIRS * expected)
        series = _per_field(blocked @ weighted[~is_chance, 1] + PRIOR_PAIRS * expected_series + is_patient)
        series = np.where(is_patient, chance, series)
        logs = design @ np.log(np.column_stack([match, series, chance])) + np.log(mix)[rule]
        before, share = share, np.exp(logs - logsumexp(logs, axis=1, keepdims=True))
        if np.abs(share - before).max(initial=0.0) < _CONVERGED:
            break
        mix = _mix(share * count[:, None], rule)
    return Model(match, series, chance)


def expected_shares(model: Model, levels: Integers, rarity: Integers, count: Integers, cases: int) -> Shares:
    """How many matches, and how many others of its series, a case has.

    Chosen so that the probabilities of all compared pairs add up to them.

    Parameters
    ----------
    model
        From `fit`.
    levels, count
        As in `fit`, each pair once, whichever rules found it.
    rarity
        log2 of the number of cases that suspect the rarest drug that both suspect.
    cases
        How many cases were compared.

    Returns
    -------
    Shares
        A case; each from 1e-6 to 0.5.

    Examples
    --------
    Pairs of which nothing is known are matches as often as any other pair, which leaves none:

    >>> even = np.concatenate([np.full(len(field.levels), 1 / len(field.levels)) for field in FIELDS])
    >>> unknown = np.zeros((1, len(FIELDS)), dtype=int)
    >>> shares = expected_shares(Model(even, even, even), unknown, np.array([5]), np.array([100]), cases=1_000)
    >>> shares.match
    1e-06
    """
    shares = Shares(0.02, 0.02)
    for _ in range(_ITERATIONS):
        probability = _probabilities(model, shares, levels, rarity)
        total = np.clip(2 * count @ probability[:, :2] / cases, 1e-6, _LARGEST_SHARE)
        if np.abs(total - (shares.match, shares.series)).max() < 1e-9:
            break
        shares = Shares(float(total[0]), float(total[1]))
    return shares


def match_weight(model: Model, shares: Shares, levels: Integers, rarity: Integers) -> Floats:
    """log2 of the odds that a pair is a match.

    Before anything is compared, one of the n cases that suspect a drug is a match of another with odds ``shares.match``
    to n. The levels' log ratios are added to that; the alternatives are series and chance.

    Parameters
    ----------
    model, shares
        From `fit` and `expected_shares`.
    levels, rarity
        As in `expected_shares`, a row a pair or pattern.

    Returns
    -------
    ndarray of shape (rows,)
        0 is as likely as not, 4.2 is 19 to 1.

    Examples
    --------
    Where nothing is known, the odds are 0.04 to 2^5 against those of a series and of chance:

    >>> even = np.concatenate([np.full(len(field.levels), 1 / len(field.levels)) for field in FIELDS])
    >>> unknown = np.zeros((1, len(FIELDS)), dtype=int)
    >>> match_weight(Model(even, even, even), Shares(0.04, 0.01), unknown, rarity=np.array([5])).round(2).tolist()
    [-9.64]
    """
    logs = _class_logs(model, shares, levels, rarity)
    return np.asarray((logs[:, 0] - np.logaddexp(logs[:, 1], logs[:, 2])) / np.log(2))


def _probabilities(model: Model, shares: Shares, levels: Integers, rarity: Integers) -> Floats:
    logs = _class_logs(model, shares, levels, rarity)
    return np.asarray(np.exp(logs - logsumexp(logs, axis=1, keepdims=True)))


def _class_logs(model: Model, shares: Shares, levels: Integers, rarity: Integers) -> Floats:
    logs = _design(levels) @ np.log(np.column_stack([model.match, model.series, model.chance]))
    logs[:, 0] += np.log(shares.match) - rarity * np.log(2)
    logs[:, 1] += np.log(shares.series) - rarity * np.log(2)
    return np.asarray(logs)


def _design(levels: Integers) -> csr_array:
    """A row a pattern and a column a level of a field, 1 where the pattern has the level."""
    sizes = [len(field.levels) for field in FIELDS]
    first = np.cumsum([0, *sizes[:-1]])
    row, field = np.nonzero(levels)
    column = first[field] + levels[row, field] - 1
    return csr_array((np.ones(len(row)), (row, column)), shape=(len(levels), sum(sizes)))


def _per_field(weight: Floats) -> Floats:
    """Shares of the levels within each field."""
    sizes = np.array([len(field.levels) for field in FIELDS])
    return np.asarray(weight / np.repeat(np.add.reduceat(weight, np.cumsum(sizes) - sizes), sizes))


def _mix(weighted: Floats, rule: Integers) -> Floats:
    """Shares of the classes among the pairs of each rule; those drawn by chance stay what they are taken for."""
    total = np.column_stack([np.bincount(rule, column, len(BLOCKED_BY)) for column in weighted.T]) + 0.5
    total[CHANCE_RULE] = _CHANCE_MIX
    return np.asarray(total / total.sum(axis=1, keepdims=True))


def field_names() -> Sequence[str]:
    """The names of the fields, which are columns of the comparison.

    >>> field_names()[:3]
    ['events', 'drugs', 'event_date']
    """
    return [field.name for field in FIELDS]
