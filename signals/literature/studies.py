"""How many coded studies there are."""

from dataclasses import dataclass

import pyarrow.compute as pc

from signals.vocabulary.reference import read_reference


@dataclass(frozen=True)
class StudyCounts:
    """Coded studies by model family and direction, and the human evidence beside them."""

    by_family: tuple[tuple[str, str, int], ...]
    weighed_count: int
    human_count: int

    @property
    def study_count(self) -> int:
        """All coded studies, weighed or not."""
        return sum(count for _, _, count in self.by_family)

    def table(self) -> list[dict[str, object]]:
        """A row a model family and direction, for Prefect's artifact."""
        return [
            {"model family": family, "direction": direction, "studies": count}
            for family, direction, count in self.by_family
        ]

    def __str__(self) -> str:
        return (
            f"{self.study_count} coded studies ({self.weighed_count} weighed in the animal verdict) and "
            f"{self.human_count} pieces of human evidence; what changed shows after the next `nibwatch detect`."
        )


def count_studies() -> StudyCounts:
    """Check and count the coded evidence; a bad row is a ``RequestError`` with its file, line and reason."""
    tables = read_reference()
    studies = tables["preclinical_study"]
    grouped = (
        studies.group_by(["model_family", "direction"])
        .aggregate([("study_id", "count")])
        .sort_by([("model_family", "ascending"), ("direction", "ascending")])
    )
    return StudyCounts(
        by_family=tuple((row["model_family"], row["direction"], row["study_id_count"]) for row in grouped.to_pylist()),
        weighed_count=pc.sum(studies["is_weighed"]).as_py(),
        human_count=tables["human_evidence"].num_rows,
    )
