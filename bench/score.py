"""EBGM, EB05 and EB95 of millions of pairs, against plain numpy's PRR, ROR and IC of the same pairs."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from bench.lab import Lab
from bench.measure import Measured, measure
from bench.section import Row, Section
from signals.statistics import ebgm, score

PAIRS = 5_000_000
CASES = 20_000_000
INGREDIENTS, TERMS = 5_000, 17_000
ROUNDS = 3
LIMIT, AIM = 3.0, 2.0
PRIORS: Mapping[str, ebgm.Prior] = {
    "a wide prior": ebgm.Prior(alpha1=0.25, beta1=0.06, alpha2=1.8, beta2=1.6, p=0.12),
    "a prior with a spike": ebgm.Prior(alpha1=0.22, beta1=0.19, alpha2=3e5, beta2=3e5, p=0.83),
}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """The cells of SYNTHETIC pairs with a case or more, and what is expected of them."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    expected: Floats


def section(_lab: Lab) -> Section:
    """Both on the same SYNTHETIC pairs, each in a process of its own, the best of three; the world is not needed."""
    floor = _best("bench.score:time_plain", pairs=PAIRS)
    rows = [Row.of("floor: numpy PRR, ROR, IC, their 95% intervals", floor)]
    for name in PRIORS:
        measured = _best("bench.score:time_ebgm", pairs=PAIRS, prior=name)
        rows.append(Row.of(f"nibwatch: EBGM, EB05, EB95 by {name}", measured, floor, limit=LIMIT))
    measured = _best("bench.score:time_score", pairs=PAIRS)
    rows.append(Row.of("nibwatch: PRR, ROR, IC, chi-squares, input checked", measured, floor))
    return Section(
        f"Score: {PAIRS:,} pairs, best of {ROUNDS}",
        rows,
        [f"Aim: {AIM:g}. Tests hold quantiles to 1e-6 of the root of scipy's distribution functions, pair by pair."],
    )


def time_plain(pairs: int) -> list[float]:
    """Seconds and processor seconds of plain numpy, the best of three."""
    drawn = draw_pairs(pairs)
    return _best_of(lambda: plain(drawn))


def time_ebgm(pairs: int, prior: str) -> list[float]:
    """The same of EBGM, EB05 and EB95."""
    drawn = draw_pairs(pairs)
    return _best_of(lambda: ebgm.score(PRIORS[prior], drawn.a, drawn.expected))


def time_score(pairs: int) -> list[float]:
    """The same of nibwatch's own PRR, ROR and IC, with chi-squares and checks of what goes in."""
    drawn = draw_pairs(pairs)
    return _best_of(lambda: score(drawn.a, drawn.b, drawn.c, drawn.d))


def plain(pairs: Pairs) -> tuple[Floats, ...]:
    """PRR, ROR and IC with bounds as one would write them down, one gamma quantile a count that occurs."""
    a, b, c, d = pairs.a, pairs.b, pairs.c, pairs.d
    z = ndtri(0.975)
    prr = (a / (a + b)) / (c / (c + d))
    prr_factor = np.exp(z * np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))
    ror = a * d / (b * c)
    ror_factor = np.exp(z * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))
    log_rate = np.log2((a + b) * (a + c) / (a + b + c + d) + 0.5)
    count, position = np.unique(a, return_inverse=True)
    bounds = [np.log2(gammaincinv(count + 0.5, tail))[position] - log_rate for tail in (0.025, 0.975)]
    ratios = (prr, prr / prr_factor, prr * prr_factor, ror, ror / ror_factor, ror * ror_factor)
    return (*ratios, np.log2(a + 0.5) - log_rate, *bounds)


def draw_pairs(count: int) -> Pairs:
    """Pairs of FAERS' size: margins by a power law, ratios of observed to expected by a gamma distribution."""
    rng = np.random.default_rng(2026)
    drug_total = _margins(rng, INGREDIENTS, names_a_case=2.2, count=count)
    event_total = _margins(rng, TERMS, names_a_case=3.3, count=count)
    expected = drug_total * event_total / CASES
    reported = rng.poisson(expected * rng.gamma(0.7, 1.7, count)).astype(np.float64)
    # Every cell has a case or more, so that the floor divides by nothing that is 0.
    a = np.clip(reported, 1, np.minimum(drug_total, event_total) - 1)
    return Pairs(a, drug_total - a, event_total - a, CASES - drug_total - event_total + a, expected)


def _margins(rng: np.random.Generator, names: int, names_a_case: float, count: int) -> Floats:
    """Cases of the drug, or of the event, of every pair: frequent ones are in more pairs."""
    weight = (np.arange(names) + 10.0) ** -0.9
    cases = np.floor(weight / weight.sum() * names_a_case * CASES) + 2
    return cases[(rng.random(count) ** 1.5 * names).astype(np.int64)]


def _best_of(function: Callable[[], object]) -> list[float]:
    rounds = []
    for _ in range(ROUNDS):
        started, cpu_started = time.perf_counter(), time.process_time()
        function()
        rounds.append([time.perf_counter() - started, time.process_time() - cpu_started])
    return min(rounds)


def _best(what: str, **arguments: object) -> Measured:
    """What the function timed itself, in the place of the call's own time, which includes drawing the pairs."""
    measured = measure(what, **arguments)
    seconds, cpu_seconds = measured.answer
    return Measured(seconds, cpu_seconds, measured.peak_bytes, None)
