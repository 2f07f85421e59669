"""The cases behind a watched drug's counts, one block a case, for a reviewer who wants to read them."""

from pathlib import Path
from typing import Any

from signals.answers.names import find_watched
from signals.answers.show import SYNTHETIC_LINE, columns
from signals.database import open_read_only

NOT_REPORTED = "not reported"


def cases_text(published: Path, text: str) -> str:
    """Every case of the drug with a watched event group, newest first; each case once, with the groups it counts in."""
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        is_synthetic = connection.execute("SELECT arg_max(is_synthetic, published_at) FROM meta.run").fetchall()
        result = connection.execute(
            """
            SELECT any_value(COLUMNS(* EXCLUDE (caseid, drug, drug_kind, event, event_kind))), caseid
                , list(event ORDER BY event) AS events
            FROM signals.watch_case WHERE drug = $drug AND event_kind = 'group'
            GROUP BY caseid ORDER BY any_value(init_fda_date) DESC NULLS LAST, caseid DESC
            """,
            {"drug": drug},
        )
        names = [column[0] for column in result.description or []]
        records = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    opening = [SYNTHETIC_LINE] if is_synthetic[0][0] else []
    heading = f"{len(records):,} cases that suspect {drug} and report a watched event, received last first:"
    return "\n\n".join([*opening, heading, *(_block(record) for record in records)])


def _block(record: dict[str, Any]) -> str:
    lines = [
        ("event group", _said(record["events"])),
        ("reactions", _said(record["reactions"])),
        ("drug as reported", f"{_said(record['drugnames'])} ({record['role']})"),
        ("given for", _said(record["indications"])),
        ("other suspects", _said(record["other_suspects"], "none")),
        ("start, event, onset", _onset(record)),
        ("stopped, given again", f"{_said(record['dechallenge'])}; {_said(record['rechallenge'])}"),
        ("outcome", _said(record["outcomes"])),
        ("patient", _patient(record)),
        ("reporter, country", f"{_said(record['reporter_type'])}; {_said(record['country'])}"),
        ("sender", _said(record["sender"], "to FDA directly")),
        ("article", _said(record["literature_reference"], "none cited")),
        ("possible duplicates", _said(record["duplicate_caseids"], "none found")),
        ("counts in", _said(record["analyses"])),
    ]
    head = f"Case {record['caseid']}, first received {_said(record['init_fda_date'])}, latest in {record['quarter']}"
    return head + "\n" + "\n".join(f"  {line}" for line in columns(("", ""), lines).splitlines()[1:])


def _onset(record: dict[str, Any]) -> str:
    days = record["onset_days"]
    after = "days unknown" if days is None else f"{days:,} days"
    return f"{_dated(record, 'start')}; {_dated(record, 'event')}; {after}"


def _dated(record: dict[str, Any], name: str) -> str:
    day, precision = record[f"{name}_date"], record[f"{name}_date_precision"]
    if day is None:
        return NOT_REPORTED
    return {"month": f"{day:%Y-%m}", "year": f"{day:%Y}"}.get(precision, f"{day:%Y-%m-%d}")


def _patient(record: dict[str, Any]) -> str:
    age = "age not reported" if record["age_years"] is None else f"{record['age_years']:.0f} years"
    return f"{age}; sex {_said(record['sex'])}"


def _said(value: Any, otherwise: str = NOT_REPORTED) -> str:
    if value is None or value == []:
        return otherwise
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
