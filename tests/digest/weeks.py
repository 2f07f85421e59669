"""A small published file with the contract's tables, made so that every kind of row of the digest occurs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import duckdb

TABLES = """
CREATE SCHEMA faers; CREATE SCHEMA signals; CREATE SCHEMA evidence; CREATE SCHEMA history; CREATE SCHEMA meta;
CREATE TABLE faers.cases (caseid BIGINT, quarter VARCHAR, is_counted BOOLEAN, duplicate_of BIGINT, fda_date DATE);
CREATE TABLE signals.watch (watchlist VARCHAR, drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR,
    analysis VARCHAR, a BIGINT, b BIGINT, c BIGINT, d BIGINT, expected DOUBLE, ror DOUBLE, ror_lower DOUBLE,
    ror_upper DOUBLE, ic DOUBLE, ic_lower DOUBLE, ic_upper DOUBLE, human_verdict VARCHAR, q_value DOUBLE,
    q_value_by DOUBLE, is_q BOOLEAN, look_count BIGINT, reason VARCHAR);
CREATE TABLE signals.watch_calibration (drug VARCHAR, drug_kind VARCHAR, event VARCHAR, analysis VARCHAR, a BIGINT,
    expected DOUBLE, calibrated_p DOUBLE);
CREATE TABLE signals.watch_analysis (watchlist VARCHAR, analysis VARCHAR, place INTEGER, words VARCHAR, is_primary BOOLEAN,
    is_comparison BOOLEAN);
INSERT INTO signals.watch_analysis VALUES
    ('tki_demyelination', 'primary', 1, 'when all reports count', TRUE, FALSE),
    ('tki_demyelination', 'no_ms_context', 2, 'without reports in an MS context', FALSE, TRUE);
CREATE TABLE signals.watch_caution (drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR,
    analysis VARCHAR, place BIGINT, rule VARCHAR, caution VARCHAR, is_hollow BOOLEAN, rests_on VARCHAR);
CREATE TABLE signals.watch_group (watchlist VARCHAR, term_group VARCHAR, place INTEGER, title VARCHAR,
    is_comparison BOOLEAN);
CREATE TABLE signals.watch_topic (watchlist VARCHAR, question VARCHAR, title VARCHAR, has_evidence BOOLEAN,
    class_name VARCHAR, disease VARCHAR, event VARCHAR, subject VARCHAR, studies VARCHAR, lesions VARCHAR);
INSERT INTO signals.watch_topic VALUES ('tki_demyelination', 'A question?', 'A title', TRUE, 'a class', 'a disease',
    'an event', 'a subject', 'animal studies', 'lesions');
CREATE TABLE history.watch AS SELECT NULL::VARCHAR AS run_id, * FROM signals.watch;
CREATE TABLE evidence.agreement (drug VARCHAR, drug_kind VARCHAR, event VARCHAR, animal_verdict VARCHAR,
    human_verdict VARCHAR, primary_verdict VARCHAR, agreement VARCHAR, remark VARCHAR, protective_count INTEGER,
    harmful_count INTEGER, mixed_count INTEGER, null_count INTEGER, study_count INTEGER, base_rate DOUBLE,
    a BIGINT, expected DOUBLE);
CREATE TABLE signals.watch_case (drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR, caseid BIGINT,
    analyses VARCHAR[]);
CREATE TABLE history.watch_case AS SELECT NULL::VARCHAR AS run_id, * FROM signals.watch_case;
CREATE TABLE signals.watch_trend (drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR, analysis VARCHAR,
    quarter VARCHAR, a BIGINT, ic DOUBLE, ic_lower DOUBLE, ic_upper DOUBLE);
CREATE TABLE evidence.human_report (kind VARCHAR, ingredient VARCHAR, finding VARCHAR, direction VARCHAR);
CREATE TABLE evidence.change (run_id VARCHAR, published_at TIMESTAMP, change VARCHAR, drugs VARCHAR[], event VARCHAR,
    reference VARCHAR, title VARCHAR, value_before VARCHAR, value_after VARCHAR, why VARCHAR[]);
CREATE TABLE meta.deleted_case (caseid BIGINT);
CREATE TABLE meta.run (run_id VARCHAR, started_at TIMESTAMP, published_at TIMESTAMP, code_version VARCHAR,
    source VARCHAR, quarters VARCHAR[], is_synthetic BOOLEAN, fingerprint VARCHAR, watchlist VARCHAR,
    watchlist_sha256 VARCHAR, ebgm_refusal VARCHAR);
CREATE TABLE meta.load (quarter VARCHAR, table_name VARCHAR, member VARCHAR, lines BIGINT, lines_split BIGINT,
    lines_joined BIGINT, rows_loaded BIGINT, rows_repaired BIGINT, rows_rejected BIGINT, note VARCHAR,
    rows_known BIGINT, flag VARCHAR);
CREATE TABLE meta.watchlist_problem (watchlist VARCHAR, place VARCHAR, kind VARCHAR, name VARCHAR, problem VARCHAR,
    suggestion VARCHAR);
CREATE TABLE meta.rejected_line (quarter VARCHAR, table_name VARCHAR, line_number BIGINT, reason VARCHAR, line VARCHAR);
"""

OF_A_WATCHLIST = ("signals.watch_calibration", "signals.watch_caution", "evidence.agreement", "signals.watch_case", "evidence.human_report",
                  "history.watch_case", "signals.watch_trend", "evidence.change")  # fmt: skip
"""The tables above that get the column `watchlist` once their rows are there."""


@dataclass(frozen=True)
class Watched:
    """A row of signals.watch or history.watch."""

    drug: str
    event: str = "cns_onset"
    analysis: str = "no_ms_context"
    a: int = 12
    b: int = 988
    c: int = 88
    d: int = 98912
    expected: float | None = 1.0
    ror: float | None = 13.65
    ror_lower: float | None = 7.44
    ror_upper: float | None = 25.05
    ic: float | None = 3.06
    ic_lower: float | None = 2.11
    ic_upper: float | None = 3.79
    verdict: str = "disproportionate"
    drug_kind: str = "ingredient"
    event_kind: str = "group"
    q_value: float | None = None
    q_value_by: float | None = None
    is_q: bool = False
    look_count: int | None = None

    @property
    def row(self) -> list[Any]:
        return [
            "tki_demyelination", self.drug, self.drug_kind, self.event, self.event_kind, self.analysis,
            self.a, self.b, self.c, self.d, self.expected, self.ror, self.ror_lower, self.ror_upper,
            self.ic, self.ic_lower, self.ic_upper, self.verdict, self.q_value, self.q_value_by, self.is_q,
            self.look_count, None,
        ]  # fmt: skip


def quiet(drug: str, **changed: Any) -> Watched:
    """A drug with no case of the event, and too few expected to say anything."""
    silent = Watched(drug, a=0, expected=0.42, ror=None, ror_lower=None, ror_upper=None, ic=-0.88, ic_lower=-8.64,
                     ic_upper=1.45, verdict="too few reports")  # fmt: skip
    return replace(silent, **changed)


IMATINIB = Watched("imatinib")
PRIMARY_IMATINIB = replace(IMATINIB, analysis="primary", a=14, expected=9.1, ror=1.54, ror_lower=0.9, ror_upper=2.61,
                           ic=0.59, ic_lower=-0.25, ic_upper=1.25, verdict="inconclusive")  # fmt: skip
NILOTINIB = quiet("nilotinib", a=2, ror=4.2, ror_lower=1.0, ror_upper=17.64)
STANDARD_WEEK = (
    IMATINIB,
    PRIMARY_IMATINIB,
    NILOTINIB,
    replace(NILOTINIB, analysis="primary"),
    quiet("dasatinib"),
    quiet("dasatinib", analysis="primary"),
    Watched(
        "TKI",
        drug_kind="class",
        event="Optic neuritis",
        event_kind="term",
        b=0,
        ror=None,
        ror_lower=None,
        ror_upper=None,
    ),
)
AGREEMENT = (
    ("imatinib", "ingredient", "cns_onset", "mixed", "disproportionate", "inconclusive", "discordant", "masked",
     9, 1, 0, 1, 11, 0.9008, 12, 1.0),
    ("nilotinib", "ingredient", "cns_onset", "none found", "too few reports", "too few reports", "no animal evidence",
     None, 0, 0, 0, 0, 0, 0.9008, 2, 0.42),
    ("dasatinib", "ingredient", "cns_onset", "uninformative", "too few reports", "too few reports", "not informative",
     None, 2, 0, 0, 0, 2, 0.9008, 0, 0.42),
)  # fmt: skip
RUN = ["run-2", datetime(2026, 11, 24, 6), datetime(2026, 11, 24, 6, 30), "0.1.0", "zips",
       ["2004Q1", "2017Q2", "2022Q4", "2023Q1", "2026Q2"], False, "f2", "tki_demyelination", "w", None]  # fmt: skip
EARLIER = ["run-1", datetime(2026, 11, 17, 6), datetime(2026, 11, 17, 6, 30), "0.1.0", "zips",
           ["2004Q1", "2017Q2", "2022Q4", "2023Q1"], False, "f1", "tki_demyelination", "w", None]  # fmt: skip


@dataclass(frozen=True)
class Week:
    """What to publish; `before` are rows of history.watch, of run-1."""

    watch: Sequence[Watched] = STANDARD_WEEK
    before: Sequence[Watched] = ()
    agreement: Sequence[Sequence[Any]] = AGREEMENT
    run: Sequence[Any] = tuple(RUN)
    earlier: Sequence[Any] = tuple(EARLIER)
    counted_cases: int = 1234
    rejected_lines: int = 3
    reason: str = "too many fields"
    note: str | None = None
    flag: str | None = None
    rows_known: int | None = None
    trend: Sequence[Sequence[Any]] = ()
    cautions: Sequence[Sequence[Any]] = ()
    headline: str = "cns_onset"
    evidence: Sequence[Sequence[Any]] = ()
    labels: Sequence[Sequence[Any]] = ()
    cases: Sequence[Sequence[Any]] = ()
    cases_before: Sequence[Sequence[Any]] = ()


Publish = Callable[[Week], Path]


def publish_week(path: Path, week: Week) -> None:
    """Make the published file of a week."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        title = "New central demyelination" if week.headline == "cns_onset" else week.headline
        _insert(connection, "signals.watch_group", [["tki_demyelination", week.headline, 1, title, True]])
        _insert(connection, "signals.watch", [pair.row for pair in week.watch])
        _insert(connection, "history.watch", [["run-1", *pair.row] for pair in week.before])
        _insert(connection, "evidence.agreement", week.agreement)
        _insert(connection, "signals.watch_trend", week.trend)
        _insert(connection, "signals.watch_caution", week.cautions)
        _insert(connection, "evidence.change", week.evidence)
        _insert(connection, "evidence.human_report", week.labels)
        _insert(connection, "meta.run", [week.run, *([week.earlier] if week.before else [])])
        _insert(connection, "signals.watch_case", week.cases)
        _insert(connection, "history.watch_case", [["run-1", *case] for case in week.cases_before])
        _fill_counts(connection, week)
        for table in OF_A_WATCHLIST:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN watchlist VARCHAR DEFAULT 'tki_demyelination'")
        connection.execute(
            "CREATE TABLE history.watchlist AS SELECT run_id, watchlist, watchlist_sha256 AS sha256 FROM meta.run"
        )


def parsed(raw: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content())


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        connection.executemany(
            f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [list(row) for row in rows]
        )


def _fill_counts(connection: duckdb.DuckDBPyConnection, week: Week) -> None:
    connection.execute(
        "INSERT INTO faers.cases SELECT i, '2004Q1', i < $counted, CASE WHEN i >= $counted + 60 THEN 1 END, NULL FROM range($counted + 66) AS case_number(i)",
        {"counted": week.counted_cases},
    )
    loads = [
        [quarter, table, f"{table}.txt", 2000, 0, 0, 2000, 0, 0, None, None, None]
        for quarter in week.run[5]
        for table in ("DEMO", "DRUG")
    ]
    loads[0][3:] = [
        2000 + week.rejected_lines,
        0,
        0,
        2000,
        1,
        week.rejected_lines,
        week.note,
        week.rows_known,
        week.flag,
    ]
    _insert(connection, "meta.load", loads)
    _insert(
        connection,
        "meta.rejected_line",
        [[week.run[5][0], "DEMO", number, week.reason, "x$y"] for number in range(week.rejected_lines)],
    )
