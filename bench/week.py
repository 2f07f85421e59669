"""A week's run on what is held: one new quarter, and none; and the pages of every watched drug."""

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section

HELD = 8
"""Quarters that are loaded before the new one."""
SHARE_OF_REPORTS = 8
"""This section's quarters are so many times smaller than the lab's: there are many of them."""
LEAST_REPORTS = 1_000
NEW_QUARTER_LIMIT, QUIET_SECONDS_LIMIT, PAGES_SECONDS_LIMIT = 1.3, 2.0, 5.0
"""A new quarter to a quarter's share of a run from nothing; seconds of a week without news, and of all pages."""


def section(lab: Lab) -> Section:
    """Run on nine quarters at once, then on eight, on the ninth beside them, and once more without news."""
    own = Lab(lab.fresh("week"), HELD + 1, max(LEAST_REPORTS, lab.reports // SHARE_OF_REPORTS))
    own.make_world()
    all_quarters, held, home = str(own.source(HELD + 1)), str(own.source(HELD)), str(own.fresh("home"))
    at_once = measure("bench.subjects:run", source=all_quarters, folder=str(own.fresh("at-once")))
    measure("bench.subjects:run", source=held, folder=home)
    added = measure("bench.subjects:run", source=all_quarters, folder=home)
    quiet = measure("bench.subjects:run", source=all_quarters, folder=home)
    pages = measure("bench.subjects:write_pages", folder=home)
    share = at_once.seconds / (HELD + 1)
    return Section(
        f"Week: quarters of {own.reports:,} reports",
        [
            Row.of(f"nibwatch run: {HELD + 1} quarters from nothing", at_once),
            Row(
                f"  one new quarter on {HELD} held, to a quarter's share",
                added.seconds,
                added.peak_bytes,
                added.seconds / share,
                added.cpu_seconds,
                limit=NEW_QUARTER_LIMIT,
            ),
            Row.of("  a week without news", quiet, seconds_limit=QUIET_SECONDS_LIMIT),
            Row.of(
                f"all {pages.answer} pages, one for each watched drug and more",
                pages,
                seconds_limit=PAGES_SECONDS_LIMIT,
            ),
        ],
    )
