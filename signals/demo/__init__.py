"""The SYNTHETIC world: invented reports in FDA's real layouts, with planted truths. Its one home."""

from signals.demo.truths import PlantedTruth, planted_truths
from signals.demo.world import DEMO_QUARTERS, DEMO_REPORTS_PER_QUARTER, DEMO_SEED, World, make_world

__all__ = [
    "DEMO_QUARTERS",
    "DEMO_REPORTS_PER_QUARTER",
    "DEMO_SEED",
    "PlantedTruth",
    "World",
    "make_world",
    "planted_truths",
]
