"""Tables of observed and expected counts drawn for tests of the MGPS prior."""

import numpy as np


def with_few_far_ratios(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """1,200 cells of which 4% have a ratio around 7, the others one below 1: no wide component and no spike is there."""
    rng = np.random.default_rng(seed)
    expected = np.exp(rng.normal(0.3, 1.6, 1_200))
    is_far = rng.random(1_200) < 0.04
    ratio = np.where(is_far, rng.gamma(8.0, 1 / 1.1, 1_200), rng.gamma(1.2, 1 / 1.5, 1_200))
    return rng.poisson(ratio * expected), expected
