"""Zips to a published file through the pipeline itself, against the plain floor of the same work."""

from collections.abc import Mapping

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section

LIMIT = 2.5
PEAK_LIMIT_BYTES = 3e9
WHOLE_LIMIT, WHOLE_PEAK_LIMIT_BYTES = 3.0, 2e9
"""What every table, the digest and the pages are to take together; LIMIT is without LATER's tables."""
FLOORS = 3
"""The floor is measured so often, and the median taken."""

LATER: Mapping[str, tuple[str, ...]] = {
    "strata, and the prior of EBGM": (
        "watch.case_stratum",
        "totals.known_stratum",
        "totals.merged_stratum",
        "totals.stratum",
        "meta.stratum",
        "meta.expectation",
        "totals.ingredient_stratum",
        "totals.event_stratum",
        "totals.prior",
        "totals.ebgm_polynomial",
        "watch.term_pair",
        "watch.term_ebgm",
    ),
    "q-values of all pairs": ("totals.pair_q", "watch.term_q"),
    "trend, sequential test, onset, masking, fragility, controls": (
        "watch.calibration",
        "watch.calibration_null",
        "watch.case_trait",
        "watch.cases_to_lose",
        "watch.control",
        "watch.control_score",
        "watch.left_out",
        "watch.left_out_score",
        "watch.mask",
        "watch.mask_candidate",
        "watch.onset_case",
        "watch.onset_shape",
        "watch.sequential_quarter",
        "watch.trend",
        "watch.trend_score",
        "watch.unmasked",
        "watch.unmasked_score",
        "watch.sequential_earlier",
        "watch.sequential_new",
        "watch.sequential_look",
        "history.sequential_look",
        "signals.watch_calibration",
        "signals.watch_control",
        "signals.watch_first",
        "signals.watch_fragility",
        "signals.watch_mask",
        "signals.watch_masking",
        "signals.watch_onset",
        "signals.watch_sequential",
        "signals.watch_trend",
    ),
    "the watchlist's further analyses, profiles and cases": (
        "watch.case_article",
        "watch.case_indication_group",
        "watch.case_list",
        "watch.repeated_article_case",
        "watch.repeated_probable_case",
        "watch.stratum",
        "history.watch_case",
        "signals.watch_case",
        "signals.watch_profile",
        "signals.watch_summary",
    ),
    "likelihood ratios by permutation, and interactions": (
        "watch.likelihood_ratio",
        "watch.companion",
        "watch.exposure",
        "watch.interaction",
        "watch.omega",
        "signals.likelihood_ratio",
        "signals.watch_interaction",
    ),
}
"""Statistics beyond PRR, ROR and IC, with the tables whose making is theirs; each gets a ratio of its own.

EBGM itself is made by slice with the pairs, and is not taken out.
"""


def section(lab: Lab) -> Section:
    """The floor and the pipeline; the time of LATER's tables is taken out and shown apart."""
    zips = [str(path) for path in lab.zips[: lab.quarters]]
    floors = [measure("bench.floor:publish", zips=zips, folder=str(lab.fresh("floor"))) for _ in range(FLOORS)]
    floor = sorted(floors, key=lambda each: each.seconds)[FLOORS // 2]
    lab.fresh("floor")
    home = lab.fresh("publish")
    whole = measure("bench.subjects:publish", source=str(lab.source(lab.quarters)), folder=str(home))
    digest = measure("bench.subjects:write_digest", folder=str(home))
    answer = whole.answer
    everything = answer["ingest"] + answer["detect"] + digest.seconds
    later = {name: sum(answer["tables"].get(table, 0.0) for table in tables) for name, tables in LATER.items()}
    core = answer["ingest"] + answer["detect"] - sum(later.values())
    rows = [
        Row.of("floor: unzip, Parquet, latest versions, pairs, counts", floor),
        Row(
            "nibwatch: zips to a published file",
            core,
            whole.peak_bytes,
            core / floor.seconds,
            limit=LIMIT,
            peak_limit_bytes=PEAK_LIMIT_BYTES,
        ),
        Row(
            "  with what is set apart below, digest and pages",
            everything,
            max(whole.peak_bytes, digest.peak_bytes),
            everything / floor.seconds,
            whole.cpu_seconds + digest.cpu_seconds,
            limit=WHOLE_LIMIT,
            peak_limit_bytes=WHOLE_PEAK_LIMIT_BYTES,
        ),
        Row("  of it ingest", answer["ingest"], ratio=answer["ingest"] / floor.seconds),
        Row("  of it detect", core - answer["ingest"], ratio=(core - answer["ingest"]) / floor.seconds),
        *(Row(f"apart: {name}", seconds, ratio=seconds / floor.seconds) for name, seconds in later.items()),
    ]
    slowest = sorted(answer["tables"].items(), key=lambda item: -item[1])[:12]
    return Section(
        f"Publish: {len(zips)} zips to a published file",
        rows,
        [
            f"{floor.answer:,} pairs counted by the floor, {answer['pairs']:,} published; "
            f"{answer['file_bytes'] / 1e6:,.0f} MB published.",
            "Slowest tables: " + ", ".join(f"{table} {seconds:.1f} s" for table, seconds in slowest) + ".",
        ],
    )
