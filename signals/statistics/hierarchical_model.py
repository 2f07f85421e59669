"""Hierarchical model of reporting ratios: drugs within target classes within the whole class, partially pooled.

With x the log of how often the event is reported with the drug, relative to reports of other drugs,

    a | a + c ~ Binomial(a + c, s e^x / (s e^x + 1 - s)), s = (a + b) / N    exact likelihood, given the event's total
    x = theta + the drug's own error + the error common to all               systematic error, from negative controls
    theta ~ Normal(centre of the class, sd_within^2)
    centre of the class ~ Normal(centre of all, sd_between^2)

with half-normal priors of both sds. All is summed over grids of the log ratio and of the sds: nothing is drawn at
random, and no likelihood is replaced by a normal distribution, which has none for a = 0.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from signals.statistics.array_checks import FloatArray, check_same_length, refuse_first
from signals.statistics.contingency import ContingencyTable, divide
from signals.statistics.null_uncertainty import SystematicError

STEP = 0.05  # of the grid of log ratios
LEAST_REACH = 5.0  # of the grid to either side of a ratio of 1: from 1/148 to 148
BEYOND = 2.0  # that the grid reaches beyond the most extreme ratio seen
CENTRE_SD = 1.0  # of the prior of the centre of all, a normal distribution around the error of all
SD_SCALE = 0.5  # of the half-normal priors of the sds within and between classes
SD_NODES, LARGEST_SD = 10, 2.5  # of the grid of each sd
QUANTILES = (0.5, 0.025, 0.975)
SMALLEST = 1e-300  # least likelihood relative to the highest, so that its logarithm is finite
NO_ERROR = SystematicError(mean=0.0, mean_sd=0.0, sd=0.0)


@dataclass(frozen=True)
class Ratios:
    """Posterior distributions of ratios, one a row: median, 95% limits, and the probability of more than 1 and 2."""

    median: FloatArray
    lower: FloatArray
    upper: FloatArray
    above_1: FloatArray
    above_2: FloatArray


@dataclass(frozen=True)
class Pooled:
    """Ratios of drugs, of the centres of their classes, and of the centre of all.

    above_class: the probability that a drug's ratio is above the centre of its class. classes: the labels of the rows
    of `of_class`, in ascending order. of_all: one row. sd_within, sd_between: posterior means, of the log ratio.
    """

    of_drug: Ratios
    above_class: FloatArray
    classes: npt.NDArray
    of_class: Ratios
    of_all: Ratios
    sd_within: float
    sd_between: float


def partial_pooling(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    d: npt.ArrayLike,
    target_class: npt.ArrayLike,
    error: SystematicError = NO_ERROR,
) -> Pooled:
    """Ratios of drugs, pooled as far as the drugs of a class, and the classes, turn out to be alike.

    Parameters
    ----------
    a, b, c, d
        Counts of the 2x2 table of each drug.
    target_class
        The class of each drug, as a text or a number.
    error
        Systematic error of the log ratio.

    Returns
    -------
    Pooled
        Rows of `of_drug` as given.

    Raises
    ------
    ValueError
        A drug has no reports, the event has none, or no reports are left to compare with.

    References
    ----------
    Przyborowski, Wilenski (1940). Biometrika 31:313-323 (the conditional likelihood). Gelman (2006). Bayesian Anal
    1:515-534 (priors of sds). Gelman, Hill, Yajima (2012). J Res Educ Eff 5:189-211 (pooling allows for many looks).

    Examples
    --------
    Ten drugs with as many cases as expected, and one with three times as many:

    >>> a, event_total = np.array([3] * 10 + [9]), 300
    >>> pooled = partial_pooling(a, 1_000 - a, event_total - a, 98_700 + a, target_class=["k"] * 11)
    >>> pooled.of_drug.median.round(2)[[0, 10]], pooled.of_drug.lower.round(2)[[0, 10]]
    (array([1.13, 1.38]), array([0.61, 0.87]))
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    classes, member = np.unique(np.asarray(target_class), return_inverse=True)
    check_same_length(a=table.a, target_class=member)
    for name, margin in {"a + b": table.drug_total, "a + c": table.event_total, "c + d": table.c + table.d}.items():
        refuse_first(name, margin, margin == 0, "must be above 0")
    grid = _Grid.covering(table)
    likelihood = _likelihood(table, grid.nodes) @ grid.normal(error.sd).T
    drugs, above_class, centres, whole, sds = _Tree(grid, likelihood, member, len(classes), error.mean).posterior()
    without_error = grid.normal(error.mean_sd, -error.mean)
    of_drug, of_class, of_all = (grid.summary(mass @ without_error) for mass in (drugs, centres, whole))
    return Pooled(of_drug, above_class, classes, of_class, of_all, *sds)


@dataclass(frozen=True)
class _Grid:
    """Cells of one width of the log ratio, symmetric around 0; the first and the last stand for all beyond."""

    nodes: FloatArray

    @classmethod
    def covering(cls, table: ContingencyTable) -> Self:
        seen = np.abs(np.log((table.a + 0.5) / (table.expected + 0.5))).max(initial=0.0)
        half = int(np.ceil(max(LEAST_REACH, seen + BEYOND) / STEP))
        return cls((np.arange(-half, half, dtype=np.float64) + 0.5) * STEP)

    def normal(self, sd: float, shift: float = 0.0) -> FloatArray:
        """A row a node: the probability of each cell under a normal distribution around the node, moved by `shift`."""
        edges = np.concatenate([[-np.inf], self.nodes[1:] - STEP / 2, [np.inf]])
        distance = edges - (self.nodes[:, None] + shift)
        return np.diff(ndtr(distance / sd) if sd > 0 else (distance > 0).astype(np.float64), axis=1)

    def summary(self, mass: FloatArray) -> Ratios:
        """Quantiles and probabilities of distributions over the cells, one a row."""
        edges = np.append(self.nodes - STEP / 2, self.nodes[-1] + STEP / 2)
        below = np.concatenate([np.zeros((len(mass), 1)), mass.cumsum(axis=1)], axis=1)
        below /= below[:, -1:]
        quantiles = np.array([np.interp(QUANTILES, row, edges) for row in below]).reshape(-1, 3)
        above = 1 - np.array([np.interp([0.0, np.log(2.0)], edges, row) for row in below]).reshape(-1, 2)
        return Ratios(*np.exp(quantiles).T, *above.T)


@dataclass(frozen=True)
class _Sums:
    """For one sd within classes, and every sd between them: the log evidence, and the distributions of the centres.

    of_drug: the log likelihood of a class centre that each drug brings. centres: sd between x class x cell. whole: sd
    between x cell.
    """

    log_evidence: FloatArray
    of_drug: FloatArray
    centres: FloatArray
    whole: FloatArray


@dataclass(frozen=True)
class _Tree:
    """Drugs in classes in a whole. `likelihood`: a row a drug, its own error integrated out; `centre`: of the prior."""

    grid: _Grid
    likelihood: FloatArray
    member: npt.NDArray[np.intp]
    class_count: int
    centre: float

    def posterior(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, tuple[float, float]]:
        """Drugs, the probability that each is above its class' centre, centres, whole; the means of both sds."""
        sds, weight = _sds()
        kernels = np.stack([self.grid.normal(sd) for sd in sds])
        sums = [self._sums(kernel, kernels) for kernel in kernels]
        evidence = np.stack([one.log_evidence for one in sums]) + np.log(np.outer(weight, weight))
        share = np.exp(evidence - evidence.max())
        share /= share.sum()
        drugs, above = np.zeros_like(self.likelihood), np.zeros(len(self.likelihood))
        centres, whole = np.zeros((self.class_count, self.likelihood.shape[1])), 0.0
        for kernel, one, shares in zip(kernels, sums, share, strict=True):
            centre = np.tensordot(shares, one.centres, axes=1)
            without_own = centre[self.member] * np.exp(-one.of_drug)  # what the others say of the drug's class
            drugs += without_own @ kernel * self.likelihood
            above += (without_own * (self.likelihood @ (kernel * self._is_above).T)).sum(axis=1)
            centres += centre
            whole = whole + shares @ one.whole
        return drugs, above, centres, np.atleast_2d(whole), (share.sum(axis=1) @ sds, share.sum(axis=0) @ sds)

    def _sums(self, within: FloatArray, between: FloatArray) -> _Sums:
        """Up from the drugs to the centre of all, and down again to the centres of the classes."""
        of_drug = np.log(np.maximum(self.likelihood @ within.T, SMALLEST))
        of_class = np.zeros((self.class_count, of_drug.shape[1]))
        np.add.at(of_class, self.member, of_drug)
        highest = of_class.max(axis=1, keepdims=True)
        own = np.exp(of_class - highest)
        message = np.maximum(own @ between.transpose(0, 2, 1), SMALLEST)
        log_whole = np.log(message).sum(axis=1) + self._log_prior
        top = log_whole.max(axis=1, keepdims=True)
        whole = np.exp(log_whole - top)
        total = whole.sum(axis=1, keepdims=True)
        whole /= total
        centres = (whole[:, None] / message) @ between * own
        centres /= np.maximum(centres.sum(axis=2, keepdims=True), SMALLEST)  # 0 where these sds cannot be
        return _Sums((top + np.log(total))[:, 0] + highest.sum(), of_drug, centres, whole)

    @cached_property
    def _log_prior(self) -> FloatArray:
        """Of the centre of all as it is reported, the common error included."""
        return -(((self.grid.nodes - self.centre) / CENTRE_SD) ** 2) / 2

    @cached_property
    def _is_above(self) -> FloatArray:
        """Whether the cell of the column is above that of the row; half where they are the same."""
        size = len(self.grid.nodes)
        return np.triu(np.ones((size, size)), 1) + np.eye(size) / 2


def _likelihood(table: ContingencyTable, log_ratio: FloatArray) -> FloatArray:
    """Of every drug at every log ratio, relative to its highest."""
    share = divide(table.drug_total, table.total)[:, None]
    logs = table.a[:, None] * log_ratio - table.event_total[:, None] * np.log1p(share * np.expm1(log_ratio))
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))


def _sds() -> tuple[FloatArray, FloatArray]:
    """Nodes of an sd, denser near 0, and what each weighs under its half-normal prior."""
    place = (np.arange(SD_NODES) + 0.5) / SD_NODES
    sds = LARGEST_SD * place**2
    weight = place * np.exp(-((sds / SD_SCALE) ** 2) / 2)
    return sds, weight / weight.sum()
