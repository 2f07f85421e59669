"""`python -m bench`: make a SYNTHETIC world, measure every section on it, print and keep what came out."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import duplicates, example_queries, growth, load, publish, ratio_history, scaling, score, watchlist, week
from bench.lab import Lab
from bench.section import Section
from signals.build.fingerprint import code_version

SECTIONS: Mapping[str, Callable[[Lab], Section]] = {
    "load": load.section,
    "publish": publish.section,
    "watchlist": watchlist.section,
    "week": week.section,
    "score": score.section,
    "scaling": scaling.section,
    "growth": growth.section,
    "queries": example_queries.section,
    "duplicates": duplicates.section,
}
"""What is measured, in this order. `growth` leaves a data directory with its last build in the lab's `growth`."""


def main() -> None:
    """Measure the sections asked for; `--folder` keeps the world and the results for another time."""
    options = _options()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="nibwatch-bench-"))
    try:
        other_load = os.getloadavg()[0]
        lab = Lab(folder.absolute(), options.quarters, options.reports, tuple(sorted(options.growth)))
        print(
            f"SYNTHETIC world of {lab.quarters} x {lab.reports:,} reports; {os.cpu_count()} cores, other load "
            f"{other_load:.1f}; {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; each thing in a process of its own.",
            flush=True,
        )
        if set(options.only or SECTIONS) - {"score", "duplicates"}:
            lab.make_world()
        sections = {name: _measured(name, lab) for name in options.only or SECTIONS}
        _keep(folder / "bench.json", lab, sections)
        print("\n" + "\n".join(ratio_history.append(_run(lab, other_load, sections))))
    finally:
        if not options.folder:
            shutil.rmtree(folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quarters", type=int, default=4, help="quarters of the main measurements")
    parser.add_argument("--reports", type=int, default=400_000, help="reports a quarter")
    parser.add_argument("--growth", type=int, nargs="*", default=[1, 2, 4, 8], help="sizes to build at")
    parser.add_argument("--only", nargs="*", choices=list(SECTIONS), help="sections to measure")
    parser.add_argument("--folder", type=Path, help="where to work; kept (default: a temporary folder)")
    return parser.parse_args()


def _measured(name: str, lab: Lab) -> Section:
    section = SECTIONS[name](lab)
    print("\n" + "\n".join(section.lines()), flush=True)
    return section


def _run(lab: Lab, other_load: float, sections: Mapping[str, Section]) -> ratio_history.Run:
    return ratio_history.Run(
        measured_at=f"{datetime.now(UTC):%Y-%m-%d}",
        code=code_version(),
        cores=os.cpu_count() or 1,
        other_load=round(other_load, 1),
        quarters=lab.quarters,
        reports=lab.reports,
        ratios=ratio_history.ratios(sections),
    )


def _keep(path: Path, lab: Lab, sections: Mapping[str, Section]) -> None:
    """The same as JSON, with the machine it was measured on."""
    content = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": sys.version.split()[0]},
        "quarters": lab.quarters,
        "reports": lab.reports,
        "sections": {name: asdict(section) for name, section in sections.items()},
    }
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
