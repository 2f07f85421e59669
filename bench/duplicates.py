"""How many planted duplicates are found, how many of those found are right, and how the work grows with the cases."""

from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section
from bench.subjects import build
from signals.build.execution import Timing, Work
from signals.database import PUBLISHED_NAME, quoted
from signals.demo import make_world
from signals.demo.quarter_reports import HardDuplicates

REPORTS = 20_000
"""At most so many reports a quarter: a build of each size is needed."""
QUARTERS = ("2020Q4", "2021Q4", "2022Q4", "2023Q4")
"""A year apart: reports grow with time, and rules of blocking that tell little are held to a year."""
SIZES = (1, 2, 4)
HARD = HardDuplicates(retold=0.02, series=0.02)
"""Stories retold and series of look-alikes, beside the copies of the demo's world (1% alike, 1% of one number)."""
RECALL_AIM, PRECISION_AIM = 0.80, 0.99
GROWTH_LIMIT = 1.25
"""At most so many times the pairs a case where the cases double; the first quarter has no other to meet."""


@dataclass(frozen=True)
class DetectedPairs:
    """Pairs of reports of one original in a published file, and what was found of them."""

    cases: int
    compared: int
    planted: int
    """Pairs of cases of one original report."""
    by_rule: int
    """Of these, marked by the two exact rules."""
    probable: int
    """Of these, in one probable group."""
    grouped: int
    """Pairs in one probable group, right or wrong."""
    linkage_seconds: float


def section(lab: Lab) -> Section:
    """Build SYNTHETIC worlds with hard duplicates of 1, 2 and 4 quarters, and compare with what was planted."""
    reports = min(lab.reports, REPORTS)
    rows: list[Row] = []
    results: list[DetectedPairs] = []
    for quarters in SIZES:
        home = lab.fresh(f"duplicates-{quarters}")
        measured = measure("bench.duplicates:build_and_compare", folder=str(home), quarters=quarters, reports=reports)
        results.append(DetectedPairs(**measured.answer))
        seconds = results[-1].linkage_seconds
        ratio = seconds / quarters / rows[0].seconds if rows else None
        rows.append(
            Row(f"probable duplicates of {quarters} x {reports:,} reports", seconds, measured.peak_bytes, ratio)
        )
    return Section("Duplicates: seconds of all threads (ratio: a report, to the first)", rows, [*_sentences(results)])


def build_and_compare(folder: str, quarters: int, reports: int) -> dict[str, object]:
    """Make, load and build the world, and count what was found."""
    from signals.pipeline.ingest import ingest
    from signals.pipeline.runner import LocalRunner

    home = Path(folder)
    make_world(home / "fda", quarters=QUARTERS[:quarters], reports_per_quarter=reports, hard=HARD, truth=True)
    ingest(LocalRunner(), home / "data", str(home / "fda"))
    timings: list[Timing] = []
    build(str(home / "data"), timings)
    return asdict(count_found(home / "data" / PUBLISHED_NAME, home / "fda", linkage_seconds(timings)))


def linkage_seconds(timings: list[Timing]) -> float:
    """Seconds of all threads that the tables of probable duplicates took."""
    own = [timing for timing in timings if timing.work in (Work.TABLE, Work.PARTS)]
    return sum(timing.seconds for timing in own if timing.name.startswith("linkage.") or "probable" in timing.name)


def count_found(published: Path, world: Path, seconds: float) -> DetectedPairs:
    """Compare the duplicates of a published file with the originals of its world."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY)")
        connection.execute("USE published")
        row = connection.execute(
            """
            WITH report AS (
                SELECT DISTINCT cases.caseid, story, coalesce(cases.duplicate_of, cases.caseid) AS kept
                FROM read_parquet($stories) AS story
                INNER JOIN faers.cases AS cases USING (caseid)
            )
            , pair AS (
                SELECT one.caseid, other.caseid AS other_caseid, one.kept = other.kept AS is_exact
                FROM report AS one INNER JOIN report AS other USING (story) WHERE one.caseid < other.caseid
            )
            , probable AS (SELECT caseid, other_caseid FROM faers.probable_duplicate WHERE probable_group IS NOT NULL)
            SELECT (SELECT count(*) FROM faers.cases)
                , (SELECT sum(pair_count) FROM meta.linkage_parameter WHERE field = 'pair')
                , count(*)
                , count_if(is_exact)
                , count(probable.caseid)
                , (SELECT count(*) FROM probable)
            FROM pair LEFT JOIN probable USING (caseid, other_caseid)
            """,
            {"stories": str(world / "stories_*.parquet")},
        ).fetchall()[0]
    cases, compared, planted, by_rule, probable, grouped = (int(count) for count in row)
    return DetectedPairs(cases, compared, planted, by_rule, probable, grouped, seconds)


def _sentences(results: list[DetectedPairs]) -> list[str]:
    sentences = []
    for one in results:
        recall, precision = (one.by_rule + one.probable) / one.planted, one.probable / max(one.grouped, 1)
        missed = f"  MISSED: at least {RECALL_AIM:.0%} at {PRECISION_AIM:.0%}"
        sentences.append(
            f"{one.cases:,} cases, {one.planted:,} planted pairs: exact rules mark {one.by_rule / one.planted:.1%}, "
            f"with the probable {recall:.1%} are found; {precision:.1%} of {one.grouped:,} probable pairs are right."
            + (missed if recall < RECALL_AIM or precision < PRECISION_AIM else "")
        )
    before, last = (one.compared / one.cases for one in results[-2:])
    sentences.append(
        f"Pairs compared a case: {', '.join(f'{one.compared / one.cases:.2f}' for one in results)}."
        + (f"  MISSED: at most {GROWTH_LIMIT} x those before" if last > GROWTH_LIMIT * before else "")
    )
    return sentences
