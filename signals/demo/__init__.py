"""The SYNTHETIC world: invented reports in FDA's real layouts, with planted truths."""

# ruff: noqa: F401 - what the package offers
from signals.demo.truths import DEMO_WATCHLISTS, PlantedTruth, planted_truths
from signals.demo.world import DEMO_QUARTERS, DEMO_REPORTS_PER_QUARTER, DEMO_SEED, World, make_world
