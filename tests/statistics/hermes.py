"""The comparisons of HERMES-MS as the arms that effects are computed from."""

import numpy as np

from tests.reference_tables import reference_tables


def hermes(kind: str = "") -> dict[str, np.ndarray]:
    """The arms of HERMES-MS's comparisons: of one fate or regimen, or all."""
    rows = [
        row
        for row in reference_tables()["preclinical_effect"].to_pylist()
        if not kind or kind in (row["fate"], row["regimen_kind"])
    ]
    names = ("mean", "sd", "n", "control_mean", "control_sd", "control_n")
    return {name: np.array([row[name] for row in rows], dtype=float) for name in names}
