"""The history of benchmarks: a line a run with its ratios to the floors, and what changed since the previous line.

Seconds depend on the machine and are not kept. A ratio is compared with the last run of the same world on as many
cores.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.section import Section

HISTORY = Path(__file__).with_name("history.jsonl")
"""One JSON object a line, the oldest first; committed."""
MOVED = 0.15
"""The share by which a ratio has to change before it is said."""


@dataclass(frozen=True)
class Run:
    """One run of the benchmark.

    ``measured_at``: its day; ``code``: the version of nibwatch; ``other_load``: processes that waited when it began.
    ``ratios`` by section and row.
    """

    measured_at: str
    code: str
    cores: int
    other_load: float
    quarters: int
    reports: int
    ratios: Mapping[str, Mapping[str, float]]

    def is_like(self, other: "Run") -> bool:
        """Whether both measured a world of the same size on as many cores."""
        return (self.cores, self.quarters, self.reports) == (other.cores, other.quarters, other.reports)


def ratios(sections: Mapping[str, Section]) -> dict[str, dict[str, float]]:
    """The ratios of every section, by row; sections without one are left out."""
    by_section = {
        name: {row.what.strip(): round(row.ratio, 3) for row in section.rows if row.ratio is not None}
        for name, section in sections.items()
    }
    return {name: of_section for name, of_section in by_section.items() if of_section}


def read(path: Path = HISTORY) -> list[Run]:
    """Every line; none where there is no file yet."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Run(**json.loads(line)) for line in lines]


def append(run: Run, path: Path = HISTORY) -> list[str]:
    """Write the line of a run; what moved since the last one like it, in words."""
    before = next((earlier for earlier in reversed(read(path)) if earlier.is_like(run)), None)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run)) + "\n")
    if before is None:
        return [f"First run of this world on {run.cores} cores in {path.name}: nothing to compare with."]
    since = f"since {before.measured_at} ({before.code})"
    return list(changed_ratios(before, run)) or [f"No ratio moved by more than {MOVED:.0%} {since}."]


def changed_ratios(before: Run, now: Run) -> Iterator[str]:
    """Each ratio that both runs have and that changed by more than ``MOVED`` of what it was, in words."""
    for section, rows in now.ratios.items():
        for row, ratio in rows.items():
            earlier = before.ratios.get(section, {}).get(row)
            if earlier and abs(ratio / earlier - 1) > MOVED:
                yield (
                    f"{'SLOWER' if ratio > earlier else 'faster'}: {section}, {row}: {earlier:.2f} to {ratio:.2f} "
                    f"({ratio / earlier - 1:+.0%}) since {before.measured_at} ({before.code})"
                )
