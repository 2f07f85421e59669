"""Drugs whose many reports of an event mask it for other drugs."""

import pandas as pd

from signals.build.table import table
from signals.statistics.masking import masking_ratio

LEAST_MASKING_RATIO = 1.05
"""A drug masks an event where its reports raise the event's share by a twentieth."""
MASKS_AN_EVENT = 5


@table("watch.mask", candidates="FROM watch.mask_candidate ORDER BY ALL")
def rank_masks(candidates: pd.DataFrame) -> pd.DataFrame:
    """The drugs that mask each watched event, the strongest first.

    Parameters
    ----------
    candidates
        The rows of watch.mask_candidate.

    Returns
    -------
    Those whose ``masking_ratio`` reaches ``LEAST_MASKING_RATIO``, with their ``rank`` from 1 within event and analysis,
    at most ``MASKS_AN_EVENT``.
    """
    ratio = masking_ratio(
        candidates["drug_event_count"],
        candidates["drug_case_count"],
        candidates["event_case_count"],
        candidates["case_count"],
    )
    masks = candidates.assign(masking_ratio=ratio)[ratio >= LEAST_MASKING_RATIO].sort_values(
        ["masking_ratio", "ingredient"], ascending=[False, True]
    )
    masks["rank"] = masks.groupby(["event", "event_kind", "analysis"]).cumcount() + 1
    return masks[masks["rank"] <= MASKS_AN_EVENT]
