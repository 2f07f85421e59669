"""Everything that is done for the watchlist alone, out of a build: every analysis, test, profile and case listing."""

from collections.abc import Iterable

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section
from bench.subjects import needed_for
from signals.build.graph import Model
from signals.settings import settings
from signals.tables import build_models

SECONDS_LIMIT = 60.0
SECOND_LIMIT = 0.15
"""The most that a second watchlist may cost of what a publication with one costs."""
SECOND = "fluoroquinolone_tendon"
SLOWEST = 8


def section(lab: Lab) -> Section:
    """Build what the publish section loaded, or load it first, and add up the seconds of the watchlist's tables.

    Then once more for a second watchlist, too, whose cost is the processor seconds that come on top.
    """
    home = lab.folder / "publish"
    if not (home / "lake").is_dir():
        for path in lab.zips[: lab.quarters]:
            measure("bench.subjects:load_one_more", path=str(path), folder=str(home))
    measured = measure("bench.subjects:build_by_table", folder=str(home))
    two = measure("bench.subjects:build", folder=str(home), watchlists=[settings().watchlist, SECOND])
    second = two.cpu_seconds - measured.cpu_seconds
    seconds: dict[str, float] = measured.answer
    own = {name: seconds.get(name, 0.0) for name in watchlist_tables(build_models())}
    slowest = sorted(own.items(), key=lambda item: -item[1])[:SLOWEST]
    return Section(
        f"Watchlist: {lab.quarters} x {lab.reports:,} reports",
        [
            Row(
                "nibwatch: every watchlist analysis, seconds of its tables added up",
                sum(own.values()),
                seconds_limit=SECONDS_LIMIT,
            ),
            Row(
                "  of a build and publication of",
                measured.seconds,
                measured.peak_bytes,
                cpu_seconds=measured.cpu_seconds,
            ),
            Row(
                "  what a second watchlist adds, of its processor seconds",
                two.seconds - measured.seconds,
                two.peak_bytes,
                second / measured.cpu_seconds,
                second,
                limit=SECOND_LIMIT,
            ),
        ],
        [
            f"{len(own)} tables that nothing else needs; the slowest: "
            + ", ".join(f"{name} {time:.1f} s" for name, time in slowest)
            + "."
        ],
    )


def watchlist_tables(models: Iterable[Model]) -> list[str]:
    """Counts and signals that neither the cases nor the scores of all pairs rest on."""
    models = [*models]
    lasting = [model.name for model in models if model.schema == "faers" or model.name == "signals.pair"]
    needed = {model.name for model in needed_for(*lasting)}
    return sorted(model.name for model in models if model.schema in ("watch", "signals") and model.name not in needed)
