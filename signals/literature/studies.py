"""Counts of the coded studies."""

from collections import Counter
from dataclasses import dataclass

from signals.vocabulary.reference import read_reference


@dataclass(frozen=True)
class StudyCounts:
    """Coded studies by model family and direction, and the human evidence."""

    by_family: tuple[dict[str, object], ...]
    """A row a model family and direction."""
    study_count: int
    weighed_count: int
    human_count: int

    def __str__(self) -> str:
        return (
            f"{self.study_count} coded studies ({self.weighed_count} weighed in the animal verdict) and "
            f"{self.human_count} pieces of human evidence; what changed shows after the next `nibwatch detect`."
        )


def count_studies() -> StudyCounts:
    """Check and count the coded evidence.

    Raises
    ------
    RequestError
        A row is wrong; the sentence names its file, line and reason.
    """
    tables = read_reference()
    studies = tables["preclinical_study"]
    pairs = Counter(zip(studies["model_family"].to_pylist(), studies["direction"].to_pylist(), strict=True))
    return StudyCounts(
        by_family=tuple(
            {"model family": family, "direction": direction, "studies": count}
            for (family, direction), count in sorted(pairs.items())
        ),
        study_count=studies.num_rows,
        weighed_count=sum(studies["is_weighed"].to_pylist()),
        human_count=tables["human_evidence"].num_rows,
    )
