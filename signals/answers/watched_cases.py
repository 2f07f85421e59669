"""`nibwatch watch DRUG --cases`: the cases behind a watched drug's counts, for a reviewer who reads them one by one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from signals.answers.name_lookup import find_watched
from signals.answers.watchlist import which_topic
from signals.database import open_read_only
from signals.present.numbers import value_text
from signals.present.output import one_line
from signals.present.strict_json import json_text
from signals.present.terminal import columns, synthetic_warning
from signals.present.topic import read_topic
from signals.published import last_run, query, records
from signals.source_description import source_description

NOT_REPORTED = "not reported"
CASES = """
FROM signals.watch_case WHERE watchlist = $watchlist AND drug = $drug
ORDER BY init_fda_date DESC NULLS LAST, caseid, event
"""


def cases_text(published: Path, text: str, watchlist: str | None = None) -> str:
    """Every case of the drug with a watched event group, newest first; each case once, with the groups it counts in.

    Raises
    ------
    RequestError
        Where the drug or class that ``text`` names is unknown or not on the watchlist.
    """
    with open_read_only(published) as connection:
        found = find_watched(connection, text, watchlist)
        warning = synthetic_warning(last_run(connection)["is_synthetic"])
        cases = records(connection, query("answers/watched_cases"), **vars(found))
        about = which_topic(connection, read_topic(connection, found.watchlist))
    heading = one_line(
        f"{len(cases):,} cases that suspect {found.drug} and report a watched event, received last first:"
    )
    return "\n\n".join([*warning, *about, heading, *(_case_text(case) for case in cases)])


def cases_json(published: Path, text: str, watchlist: str | None = None) -> str:
    """A row for each case and watched event of one drug, as JSON; ``RequestError`` as ``cases_text``."""
    with open_read_only(published) as connection:
        found = find_watched(connection, text, watchlist)
        rows = records(connection, CASES, **vars(found))
        return json_text({"run": last_run(connection), "drug": found.drug, "signals.watch_case": rows}, indent=1)


def _case_text(case: Mapping[str, Any]) -> str:
    def value(name: str, otherwise: str = NOT_REPORTED) -> str:
        return value_text(case[name]) if case[name] not in (None, []) else otherwise

    age = "age not reported" if case["age_years"] is None else f"{case['age_years']:.0f} years"
    after = "days unknown" if case["onset_days"] is None else f"{case['onset_days']:,} days"
    lines = [
        ("event group", value("events")),
        ("reactions", value("reactions")),
        ("drug as reported", f"{value('drugnames')} ({case['role']})"),
        ("given for", value("indications")),
        ("other suspects", value("other_suspects", "none")),
        ("start, event, onset", f"{_date(case, 'start')}; {_date(case, 'event')}; {after}"),
        ("stopped, given again", f"{value('dechallenge')}; {value('rechallenge')}"),
        ("outcome", value("outcomes")),
        ("patient", f"{age}; sex {value('sex')}"),
        ("reporter, country", f"{value('reporter_type')}; {value('country')}"),
        ("sender", value("sender", f"to {source_description().publisher} directly")),
        ("article", value("literature_reference", "none cited")),
        ("possible duplicates", value("duplicate_caseids", "none found")),
        ("counts in", value("analyses")),
    ]
    head = one_line(f"Case {case['caseid']}, first received {value('init_fda_date')}, latest in {case['quarter']}")
    return head + "\n" + "\n".join(f"  {line}" for line in columns(("", ""), lines).splitlines()[1:])


def _date(case: Mapping[str, Any], name: str) -> str:
    """A date of the case, as precise as it is known."""
    day, precision = case[f"{name}_date"], case[f"{name}_date_precision"]
    layout = {"month": "%Y-%m", "year": "%Y"}.get(precision, "%Y-%m-%d")
    return day.strftime(layout) if day else NOT_REPORTED
