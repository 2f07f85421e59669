"""What changed in the evidence between two publications, and why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from signals.literature.store import ROWS, LabelMention, LiteratureStore, Publication, Trial, register_literature
from signals.tables.evidence_changes import COMPARED
from tests.literature.evidence_tables import ANIMALS, build, count_people, rows_of

PAPER = Publication("71", title="Imatinib in EAE", found_by=("imatinib",), first_seen="2026-11-25")
TRIAL = Trial("NCT1", title="Imatinib in MS", status="RECRUITING", ingredients=("imatinib",))
LABEL = LabelMention("imatinib", "a", "warnings", "optic neuritis", "Optic neuritis was seen.")
EVIDENCE = (
    "evidence.certainty", "evidence.agreement", "evidence.publication", "evidence.trial", "evidence.label",
    "evidence.human_report",
)  # fmt: skip
CHANGES = (
    "evidence.run_change", "evidence.paper_change", "evidence.study_change", "evidence.people_change", "evidence.verdict_change",
    "evidence.new_change",
)  # fmt: skip
NAME = "small"
"""Of the watchlist."""
Change = tuple[str, str, str | None, str | None]


class Weeks:
    """Publications one after another, each in a file of its own, as far as evidence goes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder
        self.number = 0
        self.papers: list[Publication] = []
        self.trials: list[Trial] = []
        self.labels: list[LabelMention] = []
        self.human = "too few reports"
        self.quarters = ["2026Q1"]
        self.watchlist = "w"

    @property
    def file(self) -> Path:
        return self.folder / f"{self.number}.duckdb"

    def publish(self) -> list[Change]:
        """Publish what stands now; what changed, as (change, reference, before, after)."""
        previous = self.file
        self.number += 1
        run = f"run-{self.number}"
        self._clear()
        self._given()
        if previous.is_file():
            self.connection.execute(f"ATTACH '{previous}' AS previous (READ_ONLY)")
        build(self.connection, *ANIMALS, *EVIDENCE)
        build(
            self.connection, *(f"{name}_before" for name in COMPARED), "evidence.run_before", *CHANGES, watchlist=NAME
        )
        self.connection.execute(f"ALTER TABLE evidence.new_change ADD COLUMN watchlist VARCHAR DEFAULT '{NAME}'")
        build(self.connection, "evidence.change")
        self._keep()
        return [
            (str(change), str(reference), before, after)
            for change, reference, before, after in rows_of(
                self.connection,
                "SELECT change, reference, value_before, value_after FROM evidence.change WHERE run_id = $run ORDER BY ALL",
                run=run,
            )
        ]

    def why(self, change: str) -> list[str]:
        """The reasons of the newest change of that kind."""
        rows = rows_of(
            self.connection,
            "SELECT why FROM evidence.change WHERE change = $change ORDER BY published_at DESC LIMIT 1",
            change=change,
        )
        return list(rows[0][0])

    def _clear(self) -> None:
        attached = {row[0] for row in rows_of(self.connection, "SELECT database_name FROM duckdb_databases()")}
        for name in ("previous", "run"):
            if name in attached:
                self.connection.execute(f"DETACH {name}")
        self.connection.execute("ATTACH ':memory:' AS run")
        for schema in ("evidence", "signals"):
            self.connection.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}")

    def _given(self) -> None:
        store = LiteratureStore(self.folder / "literature")
        store.write("publication", self.papers)
        store.write("trial", self.trials)
        store.write("label", self.labels)
        for kind in ROWS:
            self.connection.execute(f"DROP TABLE IF EXISTS literature.{kind}")
        register_literature(self.connection, self.folder)
        count_people(self.connection, self.human, self.human)
        self.connection.execute("UPDATE watchlist.protocol SET sha256 = $sha256", {"sha256": self.watchlist})
        self.connection.execute(
            "CREATE TABLE run.publication AS SELECT $run AS run_id, $at AS published_at, $quarters AS quarters"
            ", $name AS watchlist, $watchlist AS watchlist_sha256, 'code' AS code_version",
            {
                "name": NAME,
                "run": f"run-{self.number}",
                "at": datetime(2026, 11, 1) + timedelta(days=self.number),
                "quarters": self.quarters,
                "watchlist": self.watchlist,
            },
        )

    def _keep(self) -> None:
        """Copy evidence and meta.run into the file of this publication."""
        self.connection.execute(f"ATTACH '{self.file}' AS kept")
        self.connection.execute("CREATE SCHEMA kept.evidence; CREATE SCHEMA kept.meta")
        for name in ("study", "publication", "trial", "label", "human_report", "agreement", "change"):
            self.connection.execute(f"CREATE TABLE kept.evidence.{name} AS FROM evidence.{name}")
        self.connection.execute("CREATE TABLE kept.meta.run AS FROM run.publication")
        self.connection.execute("DETACH kept")


@pytest.fixture
def weeks(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Weeks:
    return Weeks(connection, tmp_path)


def test_the_first_publication_has_nothing_to_compare_with(weeks: Weeks, add_study: Callable[..., None]) -> None:
    weeks.papers, weeks.trials, weeks.labels = [PAPER], [TRIAL], [LABEL]
    add_study("EAE", "protective")
    assert weeks.publish() == []


def test_nothing_new_is_no_change(weeks: Weeks, add_study: Callable[..., None]) -> None:
    weeks.papers, weeks.trials, weeks.labels = [PAPER], [TRIAL], [LABEL]
    add_study("EAE", "protective")
    weeks.publish()
    assert weeks.publish() == []


def test_a_new_paper_is_reported_with_the_search_that_found_it(weeks: Weeks) -> None:
    weeks.publish()
    weeks.papers = [PAPER]
    assert weeks.publish() == [("new paper", "PMID 71", None, "waits for its coder")]
    assert weeks.why("new paper") == ["found in PubMed by the search for imatinib"]


def test_a_paper_known_by_doi_that_pubmed_numbers_is_not_new(weeks: Weeks, add_study: Callable[..., None]) -> None:
    add_study("EAE", "protective", pmid=None, doi="10.1000/ABC", title="Imatinib in EAE")
    weeks.publish()
    weeks.papers = [replace(PAPER, doi="10.1000/abc")]
    assert weeks.publish() == []


def test_a_number_that_did_not_come_is_new_when_it_comes(weeks: Weeks) -> None:
    weeks.papers = [Publication("71", state="not returned", found_by=("imatinib",), first_seen="2026-11-18")]
    weeks.publish()
    weeks.papers = [PAPER]
    assert [change for change, *_ in weeks.publish()] == ["new paper"]


def test_a_paper_that_pubmed_deletes_is_reported_once(weeks: Weeks) -> None:
    weeks.papers = [PAPER]
    weeks.publish()
    weeks.papers = [replace(PAPER, state="deleted")]
    assert weeks.publish() == [("paper withdrawn", "PMID 71", "in PubMed", "deleted")]
    assert weeks.publish() == []


def test_a_coded_study_moves_the_verdict_and_is_named_as_the_reason(
    weeks: Weeks, add_study: Callable[..., None]
) -> None:
    weeks.publish()
    add_study("EAE", "protective", "protective")
    changes = weeks.publish()
    assert [change for change in changes if change[0] == "coded study"] == [
        ("coded study", "0, PMID 0", None, "protective in EAE"), ("coded study", "1, PMID 1", None, "protective in EAE"),
    ]  # fmt: skip
    verdicts = {change[1]: change[2:] for change in changes if change[0] == "verdict"}
    assert verdicts["imatinib x cns_onset"] == (
        "animals none found; people too few reports: no animal evidence",
        "animals uninformative; people too few reports: not informative (certainty very low)",
    )
    assert weeks.why("verdict") == ["coded study 0, PMID 0", "coded study 1, PMID 1"]
    assert "ruxolitinib x cns_onset" not in verdicts
    assert not [reference for reference in verdicts if "peripheral" in reference], "no animal model speaks to it"


def test_a_row_that_waits_for_its_coder_changes_nothing_until_it_is_coded(
    weeks: Weeks, connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    weeks.publish()
    add_study("other", "not coded", is_weighed=False, not_weighed_reason="waits for its coder")
    assert weeks.publish() == []
    connection.execute(
        "UPDATE reference.preclinical_study SET direction = 'harmful', model_family = 'toxic', question = 'harm'"
        ", is_weighed = TRUE"
    )
    assert ("coded study", "0, PMID 0", None, "harmful in toxic") in weeks.publish()
    connection.execute("UPDATE reference.preclinical_study SET direction = 'mixed'")
    assert ("study recoded", "0, PMID 0", "harmful in toxic", "mixed in toxic") in weeks.publish()
    connection.execute("DELETE FROM reference.preclinical_study")
    assert ("study no longer coded", "0, PMID 0", "mixed in toxic", None) in weeks.publish()


def test_a_retraction_is_reported_and_named_as_the_reason_of_the_verdict(
    weeks: Weeks, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful", pmid="71")
    weeks.papers = [PAPER]
    weeks.publish()
    weeks.papers = [replace(PAPER, retraction="retracted", retraction_notice="J. 2026;1:2 PMID 99")]
    changes = weeks.publish()
    assert ("retraction", "PMID 71", "none", "retracted") in changes
    assert weeks.why("retraction") == ["J. 2026;1:2 PMID 99"]
    assert "verdict" in {change for change, *_ in changes}
    assert weeks.why("verdict") == ["retraction PMID 71"]


def test_a_new_quarter_that_moves_people_is_the_reason_of_the_verdict(
    weeks: Weeks, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective")
    weeks.publish()
    weeks.quarters, weeks.human = ["2026Q1", "2026Q2"], "disproportionate"
    changes = weeks.publish()
    assert ("new quarter", "2026Q2", None, "included") in changes
    assert any(after and after.startswith("animals uninformative; people disproportionate: animals could not have warned")
               for change, _, _, after in changes if change == "verdict")  # fmt: skip
    assert weeks.why("verdict") == ["new quarter 2026Q2"]
    weeks.quarters = ["2026Q2"]
    assert weeks.publish() == [("quarter no longer included", "2026Q1", "included", None)]


def test_a_change_that_nothing_found_explains_says_so(weeks: Weeks, add_study: Callable[..., None]) -> None:
    add_study("EAE", "protective", "protective")
    weeks.publish()
    weeks.human = "inconclusive"
    weeks.publish()
    assert weeks.why("verdict")[0].startswith("no study, paper or quarter changed for it")


def test_an_edited_watchlist_is_reported(weeks: Weeks) -> None:
    weeks.publish()
    weeks.watchlist = "x"
    assert weeks.publish() == [("watchlist edited", "x", "w", "x")]


def test_a_trials_new_status_is_reported_and_a_status_that_was_unknown_is_no_change(weeks: Weeks) -> None:
    weeks.publish()
    weeks.trials = [TRIAL, Trial("NCT03674099", status="UNKNOWN", ingredients=("imatinib",))]
    assert weeks.publish() == [("new trial", "NCT1", None, "RECRUITING")], "NCT03674099 is coded, so it is not new"
    weeks.trials = [replace(TRIAL, status="TERMINATED", why_stopped="slow recruitment"), weeks.trials[1]]
    assert weeks.publish() == [("trial status", "NCT1", "RECRUITING", "TERMINATED")]
    assert weeks.why("trial status") == ["ClinicalTrials.gov; slow recruitment"]
    weeks.trials = [replace(weeks.trials[0], has_results=True), replace(weeks.trials[1], state="not returned")]
    assert [change for change, *_ in weeks.publish()] == ["trial results", "trial withdrawn"]


def test_a_labels_words_are_reported_when_they_come_and_when_they_go(weeks: Weeks) -> None:
    weeks.publish()
    weeks.labels = [LABEL, replace(LABEL, set_id="b", sentence="Cases of optic neuritis were seen.")]
    assert weeks.publish() == [("new label wording", "warnings", None, "optic neuritis")]
    weeks.labels = []
    assert weeks.publish() == [("label wording gone", "warnings", "optic neuritis", None)]


def test_a_report_on_people_is_reported_when_it_goes_and_when_it_comes(
    weeks: Weeks, connection: duckdb.DuckDBPyConnection
) -> None:
    weeks.publish()
    connection.execute("CREATE TEMP TABLE gone AS FROM reference.human_evidence WHERE evidence_id = 'H001'")
    connection.execute("DELETE FROM reference.human_evidence WHERE evidence_id = 'H001'")
    assert weeks.publish() == [("human report withdrawn", "case series", "signal", None)]
    connection.execute("INSERT INTO reference.human_evidence FROM gone")
    assert weeks.publish() == [("human report", "case series", None, "signal")]


def test_changes_are_carried_through_every_later_publication(weeks: Weeks) -> None:
    weeks.publish()
    weeks.papers = [PAPER]
    weeks.publish()
    weeks.trials = [TRIAL]
    weeks.publish()
    weeks.publish()
    assert rows_of(weeks.connection, "SELECT run_id, change, drugs FROM evidence.change ORDER BY ALL") == [
        ("run-2", "new paper", ["imatinib"]), ("run-3", "new trial", ["imatinib"]),
    ]  # fmt: skip


def test_a_file_from_before_there_were_changes_is_compared_as_far_as_it_goes(weeks: Weeks) -> None:
    weeks.papers = [PAPER]
    weeks.publish()
    with duckdb.connect(str(weeks.file)) as old:
        old.execute(
            "DROP TABLE evidence.change; DROP TABLE evidence.label; ALTER TABLE evidence.trial DROP registry_state"
        )
    weeks.papers, weeks.trials, weeks.labels = [PAPER, replace(PAPER, pmid="72")], [TRIAL], [LABEL]
    assert weeks.publish() == [("new paper", "PMID 72", None, "waits for its coder")]
